"""The style guide: on a machine of work alone, and every component in it."""

from django.test import RequestFactory

from publication.styleguide import styleguide


def test_the_public_site_has_no_style_guide(client, db):
    assert client.get("/styleguide/").status_code == 404


def test_the_style_guide_draws_every_level_certainty_and_standing(db):
    html = styleguide(RequestFactory().get("/styleguide/")).content.decode()
    for word in (
        "Allied",
        "Mixed",
        "War",
        "alleged",
        "conditional",
        "Preferred",
        "Rejected",
        "about 2014",
        "Reading B",
    ):
        assert word in html.replace("Reading\n", "Reading "), word
    assert html.count('<svg class="chart') == 4
