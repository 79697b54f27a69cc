"""Parts of a schedule about goods on the rules page: a word list, and what goods of a kind need."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _, language
from reviewer_app.domain.goods import Lexicon, Requirement
from reviewer_app.ui.kit import Label, Panel
from reviewer_app.ui.rules.clause import pair


def goods_panels(part: Lexicon | Requirement) -> Iterator[Panel]:
    """The sections that show it."""
    if isinstance(part, Lexicon):
        yield _words(part)
        return
    yield _entries(part)
    if part.states:
        panel = Panel(_("What is stated"))
        for stated in part.states:
            panel.body.addLayout(pair(stated.title.within(language()), _(", ").join(stated.names)))
        yield panel


def _words(lexicon: Lexicon) -> Panel:
    panel = Panel(_("Words looked for"))
    panel.body.addWidget(Label(" · ".join(lexicon.zh), wrap=True))
    panel.body.addWidget(Label(" · ".join(lexicon.en), wrap=True))
    if lexicon.harmless:
        said = _("Not in: {phrases}").format(phrases=" · ".join(lexicon.harmless))
        panel.body.addWidget(Label(said, "dim", wrap=True))
    return panel


def _entries(requirement: Requirement) -> Panel:
    panel = Panel(_("Goods it reaches"))
    heard = not any(entry.read for entry in requirement.goods)
    if heard:
        panel.body.addWidget(
            Label(_("All of them are known at second hand; the text itself was not read."), "dim", wrap=True)
        )
    for entry in requirement.goods:
        name = " ".join(part for part in (requirement.scheme, entry.code) if part)
        told = words.named(entry.title.within(language()), _(", ").join(entry.words))
        if entry.self_declared:
            told += " · " + _("the maker's own declaration is enough")
        if entry.outside:
            told += " · " + _("perhaps outside: {words}").format(words=_(", ").join(entry.outside))
        if entry.unsure:
            told += " · " + _("not known whether it was asked for then")
        if not entry.read and not heard:
            told += " · " + _("known at second hand")
        panel.body.addLayout(pair(name, told))
    return panel
