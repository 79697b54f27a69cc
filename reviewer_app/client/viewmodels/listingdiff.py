"""Two revisions of a listing side by side: what differs in fields, attributes and pictures, and what is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reviewer_app.client.viewmodels.texts import Line, Role, Shown, Whole, hidden_words, window_at
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.domain.cases import Asset, ListingSubject, Product
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.prices import ZONE
from reviewer_app.domain.textdiff import Ranges, differing

FIELDS = (
    ("name", N_("Title"), Role.TITLE),
    ("price", N_("Price"), Role.TITLE),
    ("list_price", N_("Struck price"), Role.TEXT),
    ("brand", N_("Brand"), Role.TEXT),
    ("description", N_("Description"), Role.TEXT),
    ("origin", N_("Origin"), Role.TEXT),
    ("ship_from", N_("Ships from"), Role.TEXT),
    ("sku", N_("SKU"), Role.MONO),
    ("gtin", N_("GTIN"), Role.MONO),
    ("unit", N_("Unit"), Role.TEXT),
)
"""The fields of goods in the order in which a buyer meets them; those that are missing are said to be missing."""
OTHER_REVISION = N_("These words are of another revision than the one that is judged.")


@dataclass(frozen=True, slots=True)
class Side:
    """One revision to compare. `index` is its place among the earlier ones, None for the one that is judged."""

    number: int
    captured_at: datetime
    product: Product
    images: tuple[Asset, ...]
    index: int | None

    @property
    def judged(self) -> bool:
        """Whether it is the revision that is judged."""
        return self.index is None

    def name(self) -> str:
        """What it is called."""
        title = _("Revision {number}").format(number=self.number)
        day = f"{self.captured_at.astimezone(ZONE):%Y-%m-%d}"
        told = _("judged") if self.judged else day
        return f"{title} · {told}"


def sides_of(subject: ListingSubject) -> tuple[Side, ...]:
    """Every revision, from the oldest to the one that is judged."""
    earlier = [
        Side(one.revision, one.captured_at, one.product, one.images, index)
        for index, one in enumerate(subject.previous)
    ]
    return (*reversed(earlier), Side(subject.revision, subject.captured_at, subject.product, subject.images, None))


def diff_lines(sides: Sequence[Side], left: int, right: int) -> Iterator[Line]:
    """What differs between two revisions, the left one marked −, the right one +."""
    if len(sides) < 2:
        yield Line("", _("Only this revision is known."), role=Role.DIM)
        return
    old, new = sides[left], sides[right]
    if left == right:
        yield Line("", _("The same revision stands on both sides."), role=Role.DIM)
        return
    same: list[str] = []
    for name, label, _role in FIELDS:
        money = " · " + new.product.currency if "price" in name and new.product.currency else ""
        values = getattr(old.product, name), getattr(new.product, name)
        yield from _field(_(label) + money, f"/product/{name}", values, (old, new), same)
    paths = " › ".join(old.product.category) or None, " › ".join(new.product.category) or None
    yield from _field(_("Category"), "", paths, (old, new), same)
    names = dict.fromkeys((*new.product.attributes, *old.product.attributes))
    for name in names:
        values = old.product.attributes.get(name), new.product.attributes.get(name)
        yield from _field(Shown(name).text, f"/product/attributes/{escaped(name)}", values, (old, new), same)
    yield from _pictures(old, new, same)
    yield Line("", _("The same in both"), role=Role.HEAD, note=" · ".join(same) or _("nothing"))


def count_differences(sides: Sequence[Side], left: int, right: int) -> int:
    """How many fields, attributes and pictures differ."""
    if len(sides) < 2 or left == right:
        return 0
    old, new = sides[left], sides[right]
    one, other = old.product, new.product
    count = sum(getattr(one, name) != getattr(other, name) for name, _label, _role in FIELDS)
    names = {*one.attributes, *other.attributes}
    count += sum(one.attributes.get(name) != other.attributes.get(name) for name in names)
    count += one.category != other.category
    count += len({a.sha256 for a in old.images} ^ {b.sha256 for b in new.images})
    return int(count)


def _field(
    name: str, pointer: str, values: tuple[str | None, str | None], sides: tuple[Side, Side], same: list[str]
) -> Iterator[Line]:
    before, after = values
    if before == after:
        if before is not None:
            same.append(name)
        return
    removed, added = differing(before or "", after or "")
    yield Line("", name, role=Role.HEAD, note=_changed_words(before, after, removed, added))
    yield _side("−", before, pointer, sides[0], removed=removed)
    yield _side("+", after, pointer, sides[1], added=added)


def _changed_words(before: str | None, after: str | None, removed: Ranges, added: Ranges) -> str:
    if before is None:
        return _("added")
    if after is None:
        return _("removed")
    gone, came = sum(b - a for a, b in removed), sum(b - a for a, b in added)
    said = ngettext("changed: −{gone} +{came} character", "changed: −{gone} +{came} characters", gone + came)
    return said.format(gone=gone, came=came)


def _side(sign: str, value: str | None, pointer: str, side: Side, removed: Ranges = (), added: Ranges = ()) -> Line:
    key = f"{sign} " + _("Revision {number}").format(number=side.number)
    pointer = pointer if side.judged or not pointer else f"/previous/{side.index}{pointer}"
    hidden = hidden_words(value) if value else ""
    return Line(
        key,
        value or "",
        pointer,
        Whole.FIELD if side.judged and pointer else Whole.NOTHING,
        Role.TEXT if value is not None else Role.DIM,
        value or None,
        removed=removed,
        added=added,
        notes=((hidden, "warn"),) if hidden else (),
        why="" if side.judged else OTHER_REVISION,
        window=window_at(value, next(iter((*removed, *added)), (0, 0))[0]) if value else None,
        placeholder=_("not stated") if not value else "",
    )


def _pictures(old: Side, new: Side, same: list[str]) -> Iterator[Line]:
    before, after = (
        {a.sha256: n for n, a in enumerate(old.images, 1)},
        {a.sha256: n for n, a in enumerate(new.images, 1)},
    )
    gone, came = [sha for sha in before if sha not in after], [sha for sha in after if sha not in before]
    moved = [sha for sha in after if sha in before and before[sha] != after[sha]]
    kept = len([sha for sha in after if sha in before])
    if kept:
        same.append(ngettext("{count} picture", "{count} pictures", kept).format(count=kept))
    if not (gone or came or moved):
        return
    yield Line("", _("Pictures"), role=Role.HEAD, note=_("compared by their bytes"))
    for sign, hashes, places, side in (("−", gone, before, old), ("+", came, after, new)):
        for sha in hashes:
            key = f"{sign} " + _("Revision {number}").format(number=side.number)
            text = _("Picture {number}").format(number=places[sha])
            marks = ((0, len(text)),)
            yield Line(key, text, asset=sha, removed=marks if sign == "−" else (), added=marks if sign == "+" else (),
                       note=sha[:12], why=_PICTURE)  # fmt: skip
    for sha in moved:
        text = _("Picture {before} became picture {after}").format(before=before[sha], after=after[sha])
        yield Line("↕", text, asset=sha, role=Role.DIM, why=_PICTURE)


_PICTURE = N_("A picture is bound by a box on it (B), not by its name.")
