"""What the files of a case are called: by their kind, and their number where there are several of it."""

from __future__ import annotations

from reviewer_app.client.viewmodels.filing import document_name
from reviewer_app.client.words import _, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseRecord, FilingSubject


def unshown_words(case: OpenCase) -> str:
    """The files that cannot be shown: the first by its name, and how many more there are."""
    unshown = case.sheet.unshown
    names = [file_name(case.record, asset.sha256) for asset in case.record.assets() if asset.sha256 in unshown]
    if not names:
        return _("Some evidence")
    more = len(names) - 1
    if not more:
        return names[0]
    return ngettext("{name} and {count} more file", "{name} and {count} more files", more).format(
        name=names[0], count=more
    )


def file_name(record: CaseRecord, sha256: str) -> str:
    """A file of a case by the first place that names it."""
    place = next(pointer for pointer, asset in record.placed() if asset.sha256 == sha256)
    match place.split("/")[1:]:
        case ["video"]:
            return _("The clip")
        case ["transcript"]:
            return _("The transcript")
        case ["screen_text"]:
            return _("The text on screen")
        case ["images", at]:
            return _("Picture {number}").format(number=int(at) + 1)
        case ["certificates", at, "document"]:
            return _("The document of certificate {number}").format(number=int(at) + 1)
        case ["documents", at, "file"] if isinstance(record.subject, FilingSubject):
            name = document_name(record.subject.documents[int(at)])
            return _("Paper {number} ({name})").format(number=int(at) + 1, name=name)
    return _("A picture of an earlier revision")
