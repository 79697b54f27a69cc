"""Where in a source a rule stands, in the language in use: a clause's number as it is, a part by name in words.

A citation names its place once, for both languages, and a version that went out never changes (decision 45): what the
shipped ones call by an English name is known here.
"""

from __future__ import annotations

from reviewer_app.client.refusals import shaped_words
from reviewer_app.client.words import N_

PLACES = (
    N_("{part}, step {step}"),
    N_("annex, bank account {part}"),
    N_("annex, legal representative {part}"),
    N_("annex, levels of authorisation"),
    N_("annex, licence {part}"),
    N_("annex, natural person {part}"),
    N_("annex, shop score"),
    N_("attributes"),
    N_("check character"),
    N_("compulsory certification"),
    N_("display, differential pricing, automatic charges"),
    N_("expired or missing"),
    N_("expired, revoked, forged"),
    N_("forged"),
    N_("hosts and operators"),
    N_("near-expiry table"),
    N_("papers"),
    N_("revoked or closed"),
    N_("rounding"),
    N_("scope"),
    N_("scope exceeded"),
    N_("score"),
    N_("term"),
    N_("whole"),
)


def place_in_source(clause: str, tongue: str | None = None) -> str:
    """The place that a citation names, in `tongue` where one is given; as it is where it is a number, or not known."""
    return shaped_words(clause, PLACES, tongue)
