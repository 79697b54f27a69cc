"""The queue: what the feed says is what pages, counts and search show, in one order, whatever is typed."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.errors import DamagedFile
from reviewer_app.client.store import Store
from reviewer_app.client.store.queue import Queue
from reviewer_app.client.store.queue_rows import place, stretch
from reviewer_app.client.store.queue_values import QueueFilter, QueueSort, QueueView
from reviewer_app.client.store.queued import Queued
from reviewer_app.client.store.search import index_words, match_for
from reviewer_app.client.workbench.lists import queue_page
from reviewer_app.client.workbench.queue_values import Chip, QueueAsk
from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.domain.events import Round, Status
from reviewer_app.wire.messages import Feed, QueueRow
from tests.client.made import START, HandClock, Maker


def fill(queue: Queue, rows: list[QueueRow], cursor: str = "c", **more: object) -> None:
    queue.apply_feed(stretch(Feed(cursor=cursor, more=False, rows=tuple(rows), **more)))  # type: ignore[arg-type]


def test_the_queue_comes_in_risk_order_and_survives_updates(store: Store, make: Maker) -> None:
    rows = [make.row(risk=risk, offered=True) for risk in (10, 90, 50, 90)]
    fill(store.queue, rows)
    assert [row.risk for row in store.queue.page(QueueFilter()).rows] == [90, 90, 50, 10]
    moved = rows[0].model_copy(update={"risk": 95, "title": "全新标题"})
    fill(store.queue, [moved], "c2", gone=(rows[1].case_id,))
    page = store.queue.page(QueueFilter())
    assert [row.risk for row in page.rows] == [95, 90, 50]
    assert (page.total, page.counts.views[QueueView.ALL]) == (3, 3)
    assert store.queue.get(moved.case_id) == Queued.of(moved)
    assert store.queue.get(rows[1].case_id) is None
    assert store.queue.cursor() == "c2"
    assert [row.case_id for row in store.queue.search("全新")[0]] == [moved.case_id]


def test_what_was_given_back_counts_no_more_before_the_feed_says_so(store: Store, make: Maker) -> None:
    mine = {"mine": True, "offline": True, "until": START}
    rows = [make.row(holder=mine) for _each in range(3)]
    fill(store.queue, rows)
    assert store.queue.held_elsewhere(()) == 3
    store.queue.let_go([rows[0].case_id])
    assert store.queue.given_back == {rows[0].case_id}
    assert store.queue.held_elsewhere(store.queue.given_back) == 2
    fill(store.queue, [rows[1]], "c2")
    assert store.queue.given_back == {rows[0].case_id}
    fill(store.queue, [rows[0]], "c3")  # taken again on another computer: that is what the feed says now
    assert store.queue.given_back == frozenset()


def test_applying_the_feed_twice_changes_nothing(store: Store, make: Maker) -> None:
    rows = [make.row() for _ in range(200)]
    fill(store.queue, rows)
    once = (store.queue.page(QueueFilter(view=QueueView.ALL)), store.queue.search("手机"))
    fill(store.queue, rows)
    again = (store.queue.page(QueueFilter(view=QueueView.ALL)), store.queue.search("手机"))
    assert {row.case_id for row in once[0].rows} == {row.case_id for row in again[0].rows}
    assert once[0].counts == again[0].counts
    assert {row.case_id for row in once[1][0]} == {row.case_id for row in again[1][0]}


def test_a_reset_empties_first(store: Store, make: Maker) -> None:
    fill(store.queue, [make.row(title="旧的") for _ in range(5)])
    fill(store.queue, [make.row(title="新的")], "c2", reset=True)
    assert store.queue.page(QueueFilter(view=QueueView.ALL)).total == 1
    assert store.queue.search("旧的") == ((), 0)


FILTERS = [
    QueueFilter(),
    QueueFilter(view=QueueView.ALL, kinds=frozenset({CaseKind.CLIP})),
    QueueFilter(kinds=frozenset({CaseKind.CLIP, CaseKind.FILING}), sources=frozenset({Source.REGULATOR})),
    QueueFilter(rounds=frozenset({Round.SIGNOFF}), min_risk=50),
    QueueFilter(due_before=START + timedelta(hours=1)),
    QueueFilter(view=QueueView.SIGNOFF, languages=frozenset({"en"})),
    QueueFilter(view=QueueView.MINE),
    QueueFilter(view=QueueView.HELD, statuses=frozenset({Status.HELD})),
    QueueFilter(view=QueueView.DECIDED),
    QueueFilter(rounds=frozenset({Round.REREVIEW})),
]


def lets_through(wanted: QueueFilter, row: QueueRow) -> bool:
    """The filter said again, the slow way."""
    mine = row.holder is not None and row.holder.mine
    view = {
        QueueView.OPEN: row.offered,
        QueueView.MINE: mine,
        QueueView.BACK: row.back and (row.offered or mine),
        QueueView.SIGNOFF: row.round is Round.SIGNOFF and (row.offered or mine),
        QueueView.HELD: row.status is Status.HELD,
        QueueView.ACTED: row.acted,
        QueueView.DECIDED: row.status is Status.DECIDED,
        QueueView.ALL: True,
    }[wanted.view]
    return (
        view
        and (not wanted.kinds or row.kind in wanted.kinds)
        and (not wanted.sources or row.source in wanted.sources)
        and (not wanted.rounds or row.round in wanted.rounds)
        and (not wanted.statuses or row.status in wanted.statuses)
        and (not wanted.languages or row.language in wanted.languages)
        and (wanted.min_risk is None or row.risk >= wanted.min_risk)
        and (wanted.due_before is None or row.due_at < wanted.due_before)
    )


@pytest.mark.parametrize("sparse", [0, 10**9], ids=["walked", "collected"])
@pytest.mark.parametrize("sort", list(QueueSort))
def test_filters_sorts_and_counts_agree_with_the_slow_way(
    store: Store, make: Maker, sort: QueueSort, sparse: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewer_app.client.store.queue.SPARSE", sparse)
    states = [(Status.WAITING, None), (Status.WORKING, make.holder()), (Status.HELD, None), (Status.DECIDED, None)]
    rows = []
    for at in range(600):
        status, holder = states[at % 4]
        more = {"round": None} if status is Status.DECIDED else {}
        if at % 11 == 1:  # judged again: the one that came last is the first of them, whatever their risk
            more = {"round": Round.REREVIEW, "place": 10**9 - at}
        rows.append(make.row(status=status, holder=holder, back=at % 7 == 0, **more))
    fill(store.queue, rows)
    keys = {
        QueueSort.RISK: lambda row: (
            row.place or 10**10,
            (-row.risk, int(row.due_at.timestamp()) // 3600) if row.place is None else (),
        ),
        QueueSort.DUE: lambda row: int(row.due_at.timestamp()),
        QueueSort.NEWEST: lambda row: -int(row.flagged_at.timestamp()),
        QueueSort.EXPOSURE: lambda row: -(row.exposure.views or 0),
    }
    for wanted in FILTERS:
        expected = [row for row in rows if lets_through(wanted, row)]
        page = store.queue.page(wanted, sort, limit=1000)
        assert {row.case_id for row in page.rows} == {row.case_id for row in expected}
        assert [keys[sort](row) for row in page.rows] == sorted(keys[sort](row) for row in expected)
        assert (page.total, page.more_than) == (len(expected), False)
        parts = [store.queue.page(wanted, sort, offset, 37).rows for offset in range(0, len(expected), 37)]
        assert [row for part in parts for row in part] == list(page.rows)
    counts = store.queue.page(QueueFilter(view=QueueView.ALL)).counts
    assert counts.kinds == {kind: sum(row.kind is kind for row in rows) for kind in CaseKind}
    assert counts.views[QueueView.HELD] == 150


def test_search_finds_words_of_two_scripts_in_queue_order(store: Store, make: Maker) -> None:
    titles = ["假冒手机壳", "正品 iPhone 手机", "手工机械表", "有机 Organic Tea 茶", "冒牌假货", "ＩＰＨＯＮＥ　壳"]
    rows = [make.row(title=title, risk=at, reasons=(), clauses=(), merchant="店") for at, title in enumerate(titles)]
    fill(store.queue, rows)

    def found(text: str) -> list[str]:
        return [row.title for row in store.queue.search(text)[0]]

    assert found("假冒") == ["假冒手机壳"]
    assert found("手机") == ["正品 iPhone 手机", "假冒手机壳"]
    assert found("机") == ["有机 Organic Tea 茶", "手工机械表", "正品 iPhone 手机", "假冒手机壳"]
    assert found("iphone") == ["ＩＰＨＯＮＥ　壳", "正品 iPhone 手机"]
    assert found("Orga") == ["有机 Organic Tea 茶"]
    assert found("tea organic") == ["有机 Organic Tea 茶"]
    assert found("假货 冒牌") == ["冒牌假货"]
    assert found(rows[2].ref) == ["手工机械表"]
    assert found("没有") == found("") == found("*") == found('"') == []


def test_words_under_a_filter_are_looked_for_in_all_that_it_lets_through(
    store: Store, make: Maker, clock: HandClock
) -> None:
    """What the filter leaves out takes no room from what it shows, however much of it stands before."""
    clips = [make.row(kind=CaseKind.CLIP, title="假冒 直播", risk=900, round=Round.FIRST) for _ in range(250)]
    low = [make.row(kind=CaseKind.LISTING, title="假冒 商品", risk=at, round=Round.FIRST) for at in range(3)]
    signing = make.row(kind=CaseKind.CLIP, title="假冒 复核", risk=1, round=Round.SIGNOFF)
    done = make.row(kind=CaseKind.CLIP, title="假冒 已结", risk=0, round=None, status=Status.DECIDED, offered=False)
    fill(store.queue, [*clips, *low, signing, done])

    def found(**ask: object) -> tuple[list[str], int]:
        page = queue_page(store, QueueAsk(text="假冒", **ask))  # type: ignore[arg-type]
        assert page.counts == {page.ask.chip: page.total}, "a filter says a number of what is searched for, or none"
        return [row.case_id for row in page.rows], page.total

    assert found(chip=Chip.LISTING) == ([row.case_id for row in reversed(low)], 3)
    assert found(signoff=True) == ([signing.case_id], 1)
    assert found(chip=Chip.DECIDED) == ([done.case_id], 1)
    (first, total), (rest, again) = found(), found(offset=200)
    assert (len(first), total, again) == (200, 254, 254)
    assert sorted(first + rest) == sorted(row.case_id for row in [*clips, *low, done])
    store.outbox.add(make.operation(case_id=low[1].case_id, at=clock.now()), "t", make.draft())
    assert found(chip=Chip.LISTING) == ([low[2].case_id, low[0].case_id], 2)


def test_the_number_of_hits_grows_as_one_goes_on(store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer_app.client.store.queue.HITS_ON", 20)
    fill(store.queue, [make.row(title="假冒 直播") for _ in range(75)])
    met = [store.queue.search("假冒", 10, offset) for offset in range(0, 80, 10)]
    assert [total for _rows, total in met] == [30, 40, 50, 60, 70, 75, 75, 75]
    assert [len(rows) for rows, _total in met] == [10] * 7 + [5]


@given(st.text(max_size=40))
def test_no_query_breaks_out(text: str) -> None:
    match = match_for(text)
    if match is not None:
        quoted = match.split('"')
        assert len(quoted) % 2 == 1
        assert all(
            part.strip(" *:") in ("", "words", "singles", "AND words", "AND singles", "* AND words")
            or set(part.split()) <= {"*", "AND", "words", "singles", ":"}
            for part in quoted[::2]
        )


ALPHABET = '假冒手机正品壳ab 1,"*-'


@given(st.lists(st.text(ALPHABET, min_size=1, max_size=12), min_size=1, max_size=6), st.text(ALPHABET, max_size=6))
def test_search_agrees_with_reading_everything(texts: list[str], query: str) -> None:
    """The index against a plain scan for stretches of characters, on an unencrypted table in memory."""
    import sqlcipher3

    connection = sqlcipher3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE found USING fts5(words, singles, content='', contentless_delete=1, tokenize='ascii')"
    )
    for at, text in enumerate(texts):
        connection.execute("INSERT INTO found(rowid, words, singles) VALUES (?, ?, ?)", (at, *index_words([text])))
    match = match_for(query)
    if match is None:
        connection.close()
        return
    hits = {row[0] for row in connection.execute("SELECT rowid FROM found WHERE found MATCH ?", (match,))}
    connection.close()
    assert hits == {at for at, text in enumerate(texts) if _holds(text, query)}


def _holds(text: str, query: str) -> bool:
    """Said again over runs: characters as stretches, and words that were typed without a space one behind the other."""
    from reviewer_app.client.store.search import _runs

    there = _groups(_runs(text))
    asked = [group for chunk in query.split() for group in _groups(_runs(chunk))]
    for at, (dense, words) in enumerate(asked):
        if dense:
            hit = any(d and words[0] in w[0] for d, w in there)
        else:
            last = at == len(asked) - 1
            prefix = last and (len(words) > 1 or (len(words[0]) > 1 and not words[0].isdecimal()))
            hit = any(not d and _follow(w, words, prefix) for d, w in there)
        if not hit:
            return False
    return True


def _groups(runs: list[tuple[bool, str]]) -> list[tuple[bool, list[str]]]:
    found: list[tuple[bool, list[str]]] = []
    for dense, run in runs:
        if found and not dense and not found[-1][0]:
            found[-1][1].append(run)
        else:
            found.append((dense, [run]))
    return found


def _follow(there: list[str], asked: list[str], prefix: bool) -> bool:
    for at in range(len(there) - len(asked) + 1):
        *before, last = there[at : at + len(asked)]
        if before == asked[:-1] and (last.startswith(asked[-1]) if prefix else last == asked[-1]):
            return True
    return False


def test_a_reference_is_found_as_it_stands_and_before_those_that_it_is_a_part_of(store: Store, make: Maker) -> None:
    refs = ("demo-clip-04", "clip-04", "clip-14", "04-clip", "clip-041", "listing-07", "listing-08")
    made = [make.row(ref=ref, title="04 clip", risk=90 - at, reasons=(), clauses=()) for at, ref in enumerate(refs)]
    fill(store.queue, made)

    def found(text: str) -> list[str]:
        return [row.ref for row in store.queue.search(text)[0]]

    assert found("clip-04") == ["clip-04", "demo-clip-04", "clip-041"]
    assert found("Clip-04 ")[0] == "clip-04"
    assert found("demo-clip-04") == ["demo-clip-04"]
    assert found("listing-0") == ["listing-07", "listing-08"]
    assert len(found("clip 04")) == len(refs)


def test_the_very_reference_comes_first_however_many_it_is_a_part_of(store: Store, make: Maker) -> None:
    more = [make.row(ref=f"clip-04-{at}", title="x", risk=900 - at, reasons=(), clauses=()) for at in range(30)]
    (very,) = made = [make.row(ref="Clip-04", title="x", risk=1, reasons=(), clauses=())]
    fill(store.queue, [*more, *made])
    stretches = [store.queue.search("clip-04", 10, offset) for offset in range(0, 50, 10)]
    assert [row.ref for rows, _total in stretches for row in rows] == [very.ref, *(row.ref for row in more)]
    assert [total for _rows, total in stretches] == [31] * 5
    assert [row.ref for row in store.queue.search("clip-04", 1)[0]] == [very.ref]
    assert very.ref not in [row.ref for row in store.queue.search("clip-04", without=[very.case_id])[0]]


def test_hostile_queries_do_no_harm(store: Store, make: Maker) -> None:
    fill(store.queue, [make.row() for _ in range(20)])
    dice = random.Random(5)
    nasty = ['"', "*", "NEAR(", "words:", "\x00", "\ud800", "' OR 1=1 --", "AND", "^", "{a b}:", "-", "手"]
    for _ in range(500):
        store.queue.search("".join(dice.choice(nasty) for _ in range(dice.randrange(8))))
    assert store.queue.page(QueueFilter(view=QueueView.ALL)).total == 20


def test_places_keep_the_order_at_the_edges() -> None:
    assert place(10, 5, 0) < place(9, 0, 0) < place(9, 1, 0) < place(0, 0, 7) < place(-3, 0, 8)
    assert place(10**9, 0, 0) >= 0
    assert place(-1, 1 << 30, 1 << 40) < 1 << 63


def test_a_cache_damaged_at_work_is_begun_anew_once(store: Store, make: Maker) -> None:
    fill(store.queue, [make.row() for _ in range(3000)])
    store.queue._writing.checkpoint()
    path = store.queue._path
    whole = bytearray(path.read_bytes())
    for at in range(4096, len(whole), 512):
        whole[at] ^= 1
    path.write_bytes(whole)
    store.queue._reading.rows("PRAGMA shrink_memory")
    wanted = QueueFilter(view=QueueView.ALL)
    for sort in QueueSort:
        for offset in range(0, 3000, 500):
            store.queue.page(wanted, sort, offset)  # never an error on the screen
    assert store.queue.cursor() is None
    fill(store.queue, [make.row()], "anew")
    assert store.queue.page(wanted).total == 1


def test_places_that_run_out_begin_the_cache_anew(store: Store, make: Maker) -> None:
    row = make.row(risk=5)
    fill(store.queue, [row])
    with store.queue._writing.transaction() as writer:
        writer.run("UPDATE meta SET text = ? WHERE name = 'serial'", (str(1 << 23),))
    with pytest.raises(DamagedFile):
        fill(store.queue, [make.row(risk=5, due_at=row.due_at)])
    assert store.queue.page(QueueFilter(view=QueueView.ALL)).total == 1


def test_counts_are_read_once_until_the_next_feed(store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [make.row() for _ in range(40)]
    store.queue.apply_feed(stretch(Feed(cursor="1", more=False, rows=tuple(rows[:30]))))
    asked: list[str] = []
    read = Queue._read
    monkeypatch.setattr(Queue, "_read", lambda queue, sql, *values: (asked.append(sql), read(queue, sql, *values))[1])
    everything = QueueFilter(view=QueueView.ALL)
    assert store.queue.page(everything).total == 30
    assert store.queue.page(everything, QueueSort.DUE).counts.views[QueueView.ALL] == 30
    assert sum("FROM bucket" in sql for sql in asked) == 1
    store.queue.apply_feed(stretch(Feed(cursor="2", more=False, rows=tuple(rows[30:]))))
    assert store.queue.page(everything).total == 40
    store.queue.remake()
    assert store.queue.page(everything).counts.views == {}
