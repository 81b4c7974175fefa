"""Ten questions that span entries, each with a way of at most three clicks from the home page to its answer."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """Steps are words of a link to click, or fields of a form to send; the answer is words of a section or page."""

    steps: list[str | dict[str, str]]
    words: list[str]
    section: str = ""
    absent: list[str] = field(default_factory=list)


QUESTIONS = {
    "who has suspended what since 2007": Question(
        ["Events", "Agreements", {"step": "suspended", "date_after": "2007"}],
        ["Treaty on Conventional Armed Forces in Europe (CFE)", "Suspended by Russia", "New START"],
    ),
    "which memberships Russia held on 1 January 2005": Question(
        [{"q": "Russia"}, "Russia", {"as_of": "2005-01-01"}],
        ["Council of Europe", "Group of Eight"],
        "Memberships",
        ["BRICS", "Eurasian Economic Union", "World Trade Organization"],
    ),
    "which memberships Russia held on 1 January 2023": Question(
        [{"q": "Russia"}, "Russia", {"as_of": "2023-01-01"}],
        ["BRICS", "Eurasian Economic Union", "World Trade Organization"],
        "Memberships",
        ["Permanent Joint Council"],
    ),
    "who hosts its bases": Question(
        [{"q": "military bases"}, "Military bases"],
        ["Russia → Armenia", "Russia → Kyrgyzstan", "Russia → Tajikistan", "Russia → Syria"],
        "Ties",
    ),
    "every statement about missile defence and the reply": Question(
        [{"q": "missile defence"}, "Missile defence"],
        ["asked whether Russian nuclear forces", "would call for an answer"],
        "What was said",
    ),
    "what changed with Turkey in November 2015": Question(
        ["Turkey (possibly)"], ["shot down", "24 November 2015", "Hostile −2"]
    ),
    "how the documents differ about 2001": Question(
        ["United States"],
        ["In 2001 the two states stood well", "By 2001 relations were already"],
        "Rival claims",
    ),
    "who was on the unfriendly list on 8 March 2022": Question(
        [{"q": "unfriendly countries"}, "Unfriendly countries", {"as_of": "2022-03-08"}],
        ["Japan", "Norway", "United States"],
        "Members",
        ["Bahamas"],
    ),
    "who expelled whose diplomats": Question(["Events", {"type": "expulsion"}], ["Britain expels"]),
    "who went on in the Soviet seat": Question(
        [{"q": "Soviet Union"}, "Soviet Union"], ["Followed by", "Russia (continuator)"]
    ),
    "which publics saw Russia well in 2015": Question(
        ["Topics", "Indicators", "Favourable views of Russia, Pew Research Center, 2015"],
        ["Vietnam", "75", "Ghana", "56"],
    ),
}
