"""Finding words on pages without a screen: the pages' own text, scans by what a machine read, round and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.pagefind import MOST_LETTERS, MOST_MARKED, MOST_PAGES, Hit, PageFind
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.cases import FiledDocument, FilingSubject
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import DocumentProbe, PageText, PictureProbe, Source, Word
from tests.client.samples import filing_json, record_of
from tests.client.viewmodels.evidence_fakes import Assets, HeldLanes

BOX = (0.3, 0.2, 0.4, 0.04)


def page(*lines: str) -> PageText:
    """A page with a word for each character, ten to a line's width."""
    words, text = [], ""
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            words.append(Word(character, len(text) + column, (column / 10, row / 10, 0.1, 0.08)))
        text += line + "\r\n"
    return PageText(text, tuple(words))


@dataclass
class Pages:
    """A media room that knows the text of documents."""

    texts: dict[str, list[PageText]]
    asked: list[tuple[str, int]] = field(default_factory=list)

    def probe(self, source: Source) -> DocumentProbe | PictureProbe:
        """A document where there is text for it, else a picture."""
        if source.sha256 in self.texts:
            return DocumentProbe("pdf", ((595.0, 842.0),) * len(self.texts[source.sha256]))
        return PictureProbe("png", 40, 30, 1)

    def page_text(self, source: Source, number: int) -> PageText:
        """The text of a page."""
        self.asked.append((source.sha256, number))
        return self.texts[source.sha256][number - 1]


def papers() -> tuple[FiledDocument, ...]:
    subject = record_of(filing_json()).subject
    assert isinstance(subject, FilingSubject)
    read = subject.documents[0].read
    return subject.documents[0], subject.documents[1].model_copy(update={"read": read})


def found(texts: list[PageText], lanes: InlineLanes | None = None) -> tuple[PageFind, Pages]:
    first, scan = papers()
    media = Pages({first.file.sha256: texts})
    reader = Reader(cast(Bench, Assets()), cast(MediaRoom, media), lanes or InlineLanes())
    model = PageFind(reader)
    model.show((first, scan))
    return model, media


def hits(model: PageFind) -> list[Hit]:
    """Everything that was found, gone to one by one."""
    return [hit for _place in range(model.count) if (hit := model.step(1)) is not None]


def test_words_are_found_in_the_text_of_pages_and_on_scans_by_what_was_read() -> None:
    model, _media = found([page("登记机关"), page("清 溪食品", "有限公司")])
    model.seek("食品有限")
    first, second = hits(model)
    assert [(hit.document, hit.page) for hit in (first, second)] == [(0, 2), (1, 1)]
    assert [round(x, 3) for x in first.boxes[0]] == [0.3, 0.0, 0.2, 0.08]  # a box for each line
    assert [round(x, 3) for x in first.boxes[1]] == [0.0, 0.1, 0.2, 0.08]
    assert second.boxes == (BOX,)
    assert model.on_page(1, 1) == (BOX,)
    assert not model.reading


def test_case_width_and_blanks_do_not_count() -> None:
    model, _media = found([page("ＡＢc 12")])
    model.seek("abC1 2")
    assert model.count == 1


def test_going_from_place_to_place_goes_round_both_ways() -> None:
    model, _media = found([page("甲乙甲"), page("甲")])
    model.seek("甲")
    walked = []
    for by in (1, 1, 1, 1, -1):
        model.step(by)
        walked.append(model.at)
    assert walked == [0, 1, 2, 0, 2]
    model.seek("无")
    assert model.step(1) is None


def test_nothing_is_read_before_something_is_sought_and_no_page_twice() -> None:
    model, media = found([page("甲"), page("乙")])
    assert media.asked == []
    model.seek("甲")
    model.seek("乙")
    assert [number for _sha, number in media.asked] == [1, 2]
    model.seek("")
    assert (model.count, model.at, model.hit) == (0, -1, None)


def test_what_is_found_so_far_is_shown_while_pages_are_read() -> None:
    lanes = HeldLanes()
    model, _media = found([page("甲"), page("甲")], lanes)
    model.seek("甲")
    lanes.go(4)
    assert model.reading and model.count == 1
    model.step(1)
    lanes.go()
    assert not model.reading and (model.count, model.at) == (2, 0)


def test_pages_of_a_case_that_has_gone_are_not_found_in_the_next() -> None:
    lanes = HeldLanes()
    model, _media = found([page("甲"), page("甲")], lanes)
    model.seek("甲")
    model.show(())
    lanes.go()
    assert (model.count, model.reading) == (0, False)


def test_so_many_pages_are_searched_and_no_more() -> None:
    model, media = found([page("甲")] * (MOST_PAGES + 5))
    model.seek("甲")
    assert len(media.asked) == MOST_PAGES
    assert model.cut


def test_a_scan_inside_a_document_is_found_by_what_was_read() -> None:
    model, _media = found([PageText("", ())])
    model.seek("清溪")
    assert [(hit.document, hit.page) for hit in hits(model)] == [(0, 1), (1, 1)]


def test_a_page_that_is_full_of_it_is_counted_whole_and_marked_in_part() -> None:
    full = PageText("的" * 5000, tuple(Word("的", at, (at / 5000, 0.0, 0.0001, 0.1)) for at in range(5000)))
    model, _media = found([page("的"), full])
    model.seek("的")
    assert model.count == 5001
    assert len(model.on_page(0, 1)) == 1
    assert len(model.on_page(0, 2)) == MOST_MARKED
    assert model.step(-1) == Hit(0, 2, ((4999 / 5000, 0.0, 0.0001, 0.1),))
    assert model.at == 5000


def test_words_that_are_not_drawn_are_found_without_a_box() -> None:
    model, _media = found([PageText("甲 乙丙", (Word("甲", 0, BOX), Word("丙", 3, BOX)))])
    model.seek("乙")
    assert model.step(1) == Hit(0, 1, ())
    model.seek("乙丙")
    assert model.step(1) == Hit(0, 1, (BOX,))


def test_no_more_is_kept_in_memory_than_so_many_letters() -> None:
    long = PageText("甲" * (MOST_LETTERS // 2), ())
    model, media = found([long] * 5)
    model.seek("甲")
    assert ([number for _sha, number in media.asked], model.cut, model.reading) == ([1, 2, 3], True, False)
