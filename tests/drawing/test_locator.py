"""The small map: which plate, what is filled and marked, and that names stay within."""

from publication.drawing.locator import HEIGHT, WIDTH, Place, cut_out, has_shape, rings_of


def test_a_place_in_europe_is_cut_from_the_plate_that_enlarges_it():
    cutting = cut_out([Place("DEU", "Germany", (11.58, 48.14), "Munich")])
    assert (cutting.plate, len(cutting.filled)) == ("europe", 1)
    [mark], [label] = cutting.marks, cutting.labels
    assert (abs(float(mark["x"]) - WIDTH / 2) < 60, label["name"]) == (True, "Munich")
    assert 0 < float(mark["y"]) < HEIGHT


def test_what_reaches_beyond_europe_is_cut_from_the_world():
    assert cut_out([Place("RUS", "Russia", (37.62, 55.76), "Moscow")]).plate == "world"
    assert cut_out([Place("CHN", "China")]).plate == "world"
    two = cut_out([Place("DEU", "Germany"), Place("USA", "United States")])
    assert (two.plate, len(two.filled)) == ("world", 2)


def test_a_country_without_a_point_is_filled_and_named():
    cutting = cut_out([Place("FRA", "France")])
    assert (cutting.marks, [label["name"] for label in cutting.labels]) == ([], ["France"])


def test_a_state_too_small_for_the_plate_is_a_dot():
    [mark] = cut_out([Place("SGP", "Singapore")]).marks
    assert mark["css"] == "f-place"


def test_a_point_alone_is_enough_and_nothing_gives_no_map():
    assert cut_out([Place("", "Soviet Union", (37.62, 55.76), "Moscow")]).filled == []
    assert cut_out([Place()]) is None
    assert cut_out([Place("XXX", "Nowhere")]) is None
    assert (has_shape("FRA"), has_shape("XXX"), has_shape("")) == (True, False, False)


def test_places_at_the_edge_of_the_world_stay_on_the_map():
    for point in ((179.9, 65.0), (-179.9, -16.0), (0.0, 78.0)):
        cutting = cut_out([Place("", "", point, "A name that is long")])
        assert 0 <= float(cutting.marks[0]["x"]) <= WIDTH
        assert 0 <= float(cutting.marks[0]["y"]) <= HEIGHT
        assert 60 < float(cutting.labels[0]["x"]) < WIDTH - 60


def test_only_land_in_sight_is_drawn_and_contested_land_is_named():
    cutting = cut_out([Place("UKR", "Ukraine")])
    assert "Crimea" in [area["name"] for area in cutting.contested]
    assert "Western Sahara" not in [area["name"] for area in cutting.contested]
    assert len(cutting.land) < 40_000


def test_rings_know_their_boxes():
    one, other = rings_of("M10 20l5 0 0 10-5 0zM100 100l-5-5 10 0z")
    assert one.box == (2, 4, 3, 6)
    assert other.box == (19, 19, 21, 20)
    assert one.path == "M10 20l5 0 0 10-5 0z"
