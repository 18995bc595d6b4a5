"""The tags of the SPDX 2.3 tag-value form (specification clauses 6 to 13), each with its place in the JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a value is written: one line, a text that may have several, lists of these, and the ones with parts."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    TEXTS = "texts"
    CHECKSUMS = "checksums"
    FLAG = "flag"
    CODE = "code"
    REFERENCE = "reference"
    REFERENCE_COMMENT = "reference-comment"
    DOCUMENTS = "documents"
    RANGE = "range"
    SUBJECT = "subject"
    TRIPLE = "triple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """`element` is what the tag belongs to (a key of LISTS, "document" or "creation"), `field` its name in the JSON
    form; with `starts` it begins one more of them."""

    name: str
    element: str
    field: str
    form: Form = Form.LINE
    starts: bool = False


# Where each kind of element stands in the JSON form.
LISTS: Mapping[str, str] = {
    "package": "packages",
    "file": "files",
    "snippet": "snippets",
    "licence": "hasExtractedLicensingInfos",
    "relationship": "relationships",
    "annotation": "annotations",
    "review": "revieweds",
}
# `Tag field form`, in the order in which they are written; the first begins the element.
_TABLE = """
document SPDXVersion spdxVersion line
document DataLicense dataLicense line
document DocumentName name line
document DocumentNamespace documentNamespace line
document ExternalDocumentRef externalDocumentRefs documents
document DocumentComment comment text
creation LicenseListVersion licenseListVersion line
creation Creator creators lines
creation Created created line
creation CreatorComment comment text
package PackageName name line
package PackageVersion versionInfo line
package PackageFileName packageFileName line
package PackageSupplier supplier line
package PackageOriginator originator line
package PackageDownloadLocation downloadLocation line
package FilesAnalyzed filesAnalyzed flag
package PackageVerificationCode packageVerificationCode code
package PackageChecksum checksums checksums
package PackageHomePage homepage line
package PackageSourceInfo sourceInfo text
package PackageLicenseConcluded licenseConcluded line
package PackageLicenseInfoFromFiles licenseInfoFromFiles lines
package PackageLicenseDeclared licenseDeclared line
package PackageLicenseComments licenseComments text
package PackageCopyrightText copyrightText text
package PackageSummary summary text
package PackageDescription description text
package PackageComment comment text
package ExternalRef externalRefs reference
package ExternalRefComment externalRefs reference-comment
package PackageAttributionText attributionTexts texts
package PrimaryPackagePurpose primaryPackagePurpose line
package ReleaseDate releaseDate line
package BuiltDate builtDate line
package ValidUntilDate validUntilDate line
file FileName fileName line
file FileType fileTypes lines
file FileChecksum checksums checksums
file LicenseConcluded licenseConcluded line
file LicenseInfoInFile licenseInfoInFiles lines
file LicenseComments licenseComments text
file FileCopyrightText copyrightText text
file FileComment comment text
file FileNotice noticeText text
file FileContributor fileContributors lines
file FileAttributionText attributionTexts texts
file FileDependency fileDependencies lines
snippet SnippetSPDXID SPDXID line
snippet SnippetFromFileSPDXID snippetFromFile line
snippet SnippetByteRange offset range
snippet SnippetLineRange lineNumber range
snippet SnippetLicenseConcluded licenseConcluded line
snippet LicenseInfoInSnippet licenseInfoInSnippets lines
snippet SnippetLicenseComments licenseComments text
snippet SnippetCopyrightText copyrightText text
snippet SnippetComment comment text
snippet SnippetName name line
snippet SnippetAttributionText attributionTexts texts
licence LicenseID licenseId line
licence ExtractedText extractedText text
licence LicenseName name line
licence LicenseCrossReference seeAlsos lines
licence LicenseComment comment text
relationship Relationship spdxElementId triple
relationship RelationshipComment comment text
annotation Annotator annotator line
annotation AnnotationDate annotationDate line
annotation AnnotationType annotationType line
annotation SPDXREF SPDXREF subject
annotation AnnotationComment comment text
review Reviewer reviewer line
review ReviewDate reviewDate line
review ReviewComment comment text
"""


def _tags() -> dict[str, Tag]:
    found: dict[str, Tag] = {}
    begun = set[str]()
    for row in _TABLE.split("\n")[1:-1]:
        element, name, field, form = row.split(" ")
        starts = element in LISTS and element not in begun
        begun.add(element)
        found[name] = Tag(name=name, element=element, field=field, form=Form(form), starts=starts)
    return found


TAGS: Mapping[str, Tag] = _tags()
# What is written of each element, in order.
ROWS: Mapping[str, tuple[Tag, ...]] = {
    element: tuple(tag for tag in TAGS.values() if tag.element == element)
    for element in dict.fromkeys(tag.element for tag in TAGS.values())
}
