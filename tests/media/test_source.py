"""The worker's view of an asset: the same bytes as the asset's, fetched in few questions and held within bounds."""

import io
import random

import pytest

from reviewer_app.media.worker.source import KEPT_BLOCKS, MOST_AT_ONCE, RangeFile

CONTENT = random.Random(1).randbytes(10_000)


def opened(block: int) -> tuple[RangeFile, list[tuple[int, int]]]:
    asked: list[tuple[int, int]] = []

    def fetch(at: int, size: int) -> bytes:
        assert size > 0 and at + size <= len(CONTENT)
        asked.append((at, size))
        return CONTENT[at : at + size]

    return RangeFile(len(CONTENT), fetch, block), asked


@pytest.mark.parametrize("block", [1, 7, 64, 999, 4096, 10_000, 20_000])
def test_it_reads_as_the_file_itself_does(block: int) -> None:
    file, _ = opened(block)
    plain, dice = io.BytesIO(CONTENT), random.Random(block)
    for _ in range(200):
        at, length = dice.randrange(11_000), dice.choice((0, 1, 13, 700, 5000, -1))
        assert file.seek(at) == plain.seek(at)
        assert file.read(length) == plain.read(length)
        assert file.tell() == min(plain.tell(), max(at, len(CONTENT)))


def test_what_lies_together_is_asked_for_together_and_once() -> None:
    file, asked = opened(1000)
    file.seek(2500)
    file.read(100)
    file.seek(0)
    file.read(5000)
    assert asked == [(2000, 1000), (0, 2000), (3000, 2000)]
    file.seek(0)
    file.read(5000)
    assert len(asked) == 3


def test_one_question_and_what_is_held_are_bounded() -> None:
    file, asked = opened(100)
    file.read()
    assert max(size for _, size in asked) == 100 * MOST_AT_ONCE
    assert len(file._blocks) == KEPT_BLOCKS


@pytest.mark.parametrize("head", [0, 1, 600, 4096])
def test_of_the_head_that_came_with_the_request_nothing_is_asked(head: int) -> None:
    asked: list[tuple[int, int]] = []

    def fetch(at: int, size: int) -> bytes:
        asked.append((at, size))
        return CONTENT[at : at + size]

    file, plain, dice = RangeFile(len(CONTENT), fetch, 1000, CONTENT[:head]), io.BytesIO(CONTENT), random.Random(head)
    for _ in range(100):
        at = dice.randrange(head + 1)
        length = dice.randrange(head - at + 1)
        assert (file.seek(at), file.read(length)) == (plain.seek(at), plain.read(length))
        assert file.tell() == plain.tell()
    assert asked == []
    for _ in range(200):
        at, length = dice.randrange(11_000), dice.choice((0, 1, 13, 700, 5000, -1))
        assert (file.seek(at), file.read(length)) == (plain.seek(at), plain.read(length))
