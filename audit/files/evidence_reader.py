"""Looks into a file that somebody sent as evidence, as a program of its own: file in, verdict out.

Whoever starts it can stop it: nobody knows beforehand what a foreign file does to the program that
opens it. It answers with one line of JSON and, for pictures, the picture drawn anew: without place,
time, camera, thumbnails, and whatever else was hidden in it. See `audit.files.evidence_files`.
"""

import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from PIL import Image, ImageOps

MOST_MEMORY = 1 << 30
"""Bytes that this program may use."""

MOST_MEMBERS = 2000
"""Parts of a package."""

MOST_UNPACKED = 100_000_000
"""Bytes that a package, or the lists of objects of a PDF, may have unpacked."""

MOST_PIXELS = 60_000_000
"""More than a telephone takes."""

MOST_EDGE = 3000
"""Pixels along the longer edge: a page at 250 dots per inch."""

QUALITY = 88
"""Of a JPEG; above, files grow and pictures look alike."""


class Refused(Exception):
    """The file is not taken; the word says why, see `audit.files.evidence_files`."""


def main() -> None:
    """Read a file from the standard input and write what it is to the standard output."""
    _take_no_more_than(MOST_MEMORY)
    data, redrawn = sys.stdin.buffer.read(), b""
    try:
        kind, redrawn = _look_into(data)
        answer = {"kind": kind}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + redrawn)


def _take_no_more_than(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; there the time limit must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _look_into(data: bytes) -> tuple[str, bytes]:
    """Tell by its first bytes what a file claims to be, and look whether it is."""
    if data.startswith(b"%PDF-"):
        return _pdf(data), b""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", _redrawn(data, "PNG")
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", _redrawn(data, "JPEG")
    if data.startswith(b"PK\x03\x04"):
        return _package(data), b""
    raise Refused("old office" if data.startswith(_OLE) else "unknown")


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old Office files begin so, and new ones with a password."""


def _redrawn(data: bytes, written_as: str) -> bytes:
    """Draw a picture anew, upright, and of a size that can be read."""
    Image.MAX_IMAGE_PIXELS = None  # counted here
    try:
        with Image.open(io.BytesIO(data), formats=[written_as]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too large")
            picture.draft("RGB", (MOST_EDGE, MOST_EDGE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MOST_EDGE, MOST_EDGE))
            mode = "RGBA" if written_as == "PNG" and upright.has_transparency_data else "RGB"
            bare = Image.new(mode, upright.size)
            bare.paste(upright.convert(mode))
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused("damaged") from None
    written = io.BytesIO()
    bare.save(written, written_as, quality=QUALITY)
    return written.getvalue()


def _pdf(data: bytes) -> str:
    """Refuse a PDF that acts, carries other files, is locked, or is something else as well."""
    last = data.rfind(b"%%EOF")
    if last < 0:
        raise Refused("damaged")
    if data[last + len(b"%%EOF") :].strip(b"\r\n\t\f\0 ") or zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("two in one")
    for part in (data, *_packed_objects(data)):
        names = _HIDDEN_LETTER.sub(lambda found: bytes([int(found[1], 16)]), part)
        if _LOCKED.search(names):
            raise Refused("locked")
        if _ACTIVE.search(names):
            raise Refused("active")
    return "pdf"


_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z])"
)
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
_HIDDEN_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")
"""In a PDF, any letter of a name may be written so."""


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """Unpack the streams in which a PDF keeps objects: what it can do may be said there."""
    left = MOST_UNPACKED
    for found in re.finditer(rb"/ObjStm(?![A-Za-z])", data):
        begins = re.compile(rb"stream\r?\n").search(data, found.end(), found.end() + 4096)
        if begins is None:
            continue
        unpacking = zlib.decompressobj()
        try:
            objects = unpacking.decompress(data[begins.end() :], left)
        except zlib.error:
            continue  # not packed: then it was read as it lies
        left -= len(objects)
        if not left:
            raise Refused("too large")
        yield objects


def _package(data: bytes) -> str:
    """Refuse a package that is no document, is a bomb, or carries more than text and pictures."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _measure(data, package, members)
            parts = {member.filename: _unpacked(package, member) for member in members}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
        raise Refused("damaged") from None
    except RuntimeError:  # what zipfile raises without the password
        raise Refused("locked") from None
    for name, part in parts.items():
        _refuse_unfit(name, part)
    return _kind(members[0], parts)


def _measure(data: bytes, package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Look at what a package says about itself, before anything is unpacked."""
    names = [member.filename for member in members]
    begins = min((member.header_offset for member in members), default=1)
    if begins or package.comment or not data[-22:].startswith(b"PK\x05\x06"):
        raise Refused("two in one")
    if len(names) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise Refused("too large")
    is_link = any((member.external_attr >> 16) & 0o170000 == 0o120000 for member in members)
    if is_link or len(set(names)) != len(names) or any(map(_leads_out, names)):
        raise Refused("damaged")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a part, and not a byte more than it has announced."""
    with package.open(member) as packed:
        part = packed.read(member.file_size)
        if packed.read(1):
            raise Refused("too large")
    return part


def _refuse_unfit(name: str, part: bytes) -> None:
    """Refuse macros, other files, and XML that refers to what is not there."""
    lower = name.lower()
    if part.startswith(_OTHER_FILES) or any(mark in lower for mark in _MACROS):
        raise Refused("active")
    if lower.endswith((".xml", ".rels", ".rdf")):
        try:
            text = part.decode()
        except UnicodeDecodeError:
            raise Refused("damaged") from None
        if any(mark in text for mark in _ACTING):
            raise Refused("active")
        if "encryption-data" in text and lower == "meta-inf/manifest.xml":
            raise Refused("locked")
        if lower.endswith(".rels"):
            _refuse_what_comes_from_elsewhere(text)


_OTHER_FILES = (b"PK\x03\x04", b"%PDF-", b"MZ", b"\x7fELF", _OLE)
_MACROS = ("vbaproject", "vbadata", "activex", "embeddings/", "basic/", "scripts/", "macrosheets/")
_ACTING = ("<!DOCTYPE", "<!ENTITY", "macroEnabled", "<office:script", "<script:event-listener")


def _refuse_what_comes_from_elsewhere(relations: str) -> None:
    """A document may link to other places; it must not fetch anything from there by itself."""
    try:
        root = ElementTree.fromstring(relations)
    except ElementTree.ParseError:
        raise Refused("damaged") from None
    for one in root:
        is_link = one.get("Type", "").endswith("/hyperlink")
        if one.get("TargetMode", "").lower() == "external" and not is_link:
            raise Refused("active")


def _kind(first: zipfile.ZipInfo, parts: dict[str, bytes]) -> str:
    """Tell which program has written a package."""
    types = parts.get("[Content_Types].xml", b"")
    for kind, mark in (("docx", b"wordprocessingml.document"), ("xlsx", b"spreadsheetml.sheet")):
        if mark + b".main+xml" in types:
            return kind
    if first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED:
        for kind, mark in (("odt", b"text"), ("ods", b"spreadsheet")):
            if parts["mimetype"] == b"application/vnd.oasis.opendocument." + mark:
                return kind
    raise Refused("unknown")


if __name__ == "__main__":
    main()
