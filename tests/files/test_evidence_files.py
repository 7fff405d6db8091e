"""A file is what its content says, and taken only when it does nothing by itself."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from PIL import Image, PngImagePlugin

from audit.files.evidence_files import MOST_BYTES, sound_file
from audit.files.workbooks import NotOpened
from audit.model.evidence import Kind

BERLIN = (52.0, 31.0, 12.0)


def pdf(*objects: bytes, end: bytes = b"") -> bytes:
    """A PDF of one empty page, with more objects."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        *objects,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(body, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n%s" % (len(body) + 1, table, len(body) + 1, len(data), end)
    )


def packed(objects: bytes) -> bytes:
    """Objects in a stream, as most programs write them."""
    stream = zlib.compress(objects)
    return (
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
        + stream
        + b"\nendstream"
    )


def picture(size: tuple[int, int] = (60, 40), kind: str = "JPEG", **saved: object) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(written, kind, **saved)
    return written.getvalue()


def photo() -> bytes:
    """A photo that says where it was taken, by which telephone, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Telefon von Frau Beispiel", 6
    exif.get_ifd(0x8825).update({1: "N", 2: BERLIN, 3: "E", 4: BERLIN})
    return picture(exif=exif, comment=b"Frau Beispiel")


def package(parts: Mapping[str, bytes], packed_as: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packed_as) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    b' PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    b'.wordprocessingml.document.main+xml"/></Types>'
)


def docx(parts: Mapping[str, bytes] | None = None, types: bytes = TYPES) -> bytes:
    own = {"[Content_Types].xml": types, "word/document.xml": b"<document>Konzept</document>"}
    return package({**own, **(parts or {})})


def odt(parts: Mapping[str, bytes] | None = None, kind: bytes = b"text") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument." + kind)
        for name, part in {"content.xml": b"<office/>", **(parts or {})}.items():
            archive.writestr(name, part, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def relations(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


HONEST = {
    Kind.PDF: pdf(packed(b"5 0 << /Type /Font >>")),
    Kind.PNG: picture(kind="PNG"),
    Kind.JPEG: picture(),
    Kind.DOCX: docx(
        {"word/_rels/document.xml.rels": relations("hyperlink", "https://example.org/")}
    ),
    Kind.XLSX: docx(types=TYPES.replace(b"wordprocessingml.document", b"spreadsheetml.sheet")),
    Kind.ODT: odt(),
    Kind.ODS: odt(kind=b"spreadsheet"),
}


@pytest.mark.parametrize("kind", HONEST)
@pytest.mark.parametrize("name", ["Konzept.exe", "Konzept.pdf", "Konzept", "Konzept.JPEG"])
def test_a_file_gets_the_ending_of_its_content(kind: Kind, name: str) -> None:
    found = sound_file(name, HONEST[kind])
    assert found.kind is kind
    assert found.name.endswith(f".{kind}")
    assert found.name.startswith("Konzept")


@pytest.mark.parametrize("kind", [kind for kind in HONEST if kind not in {Kind.PNG, Kind.JPEG}])
def test_a_document_stays_as_it_is_byte_by_byte(kind: Kind) -> None:
    assert sound_file("a", HONEST[kind]).content == HONEST[kind]


def test_a_photo_forgets_where_and_by_whom_it_was_taken() -> None:
    before = photo()
    assert b"Beispiel" in before
    with Image.open(io.BytesIO(before)) as taken:
        assert taken.getexif().get_ifd(0x8825)[2] == BERLIN
    content = sound_file("foto.jpg", before).content
    assert b"Beispiel" not in content
    assert b"Exif" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert not kept.getexif()
        assert kept.size == (40, 60)  # upright, although nothing says any more how it lay


def test_a_picture_looks_as_before() -> None:
    with Image.open(io.BytesIO(sound_file("a", picture(kind="PNG")).content)) as kept:
        assert kept.tobytes() == Image.open(io.BytesIO(picture(kind="PNG"))).tobytes()


def test_what_hides_behind_or_in_a_picture_is_gone() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<script>alert(1)</script>", zip=False)
    for content in (
        picture(kind="PNG", pnginfo=text) + package({"evil.exe": b"MZ"}),
        picture() + b"<script>alert(1)</script>" + package({"evil.exe": b"MZ"}),
    ):
        kept = sound_file("a", content).content
        assert b"script" not in kept
        assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_a_picture_of_which_pixels_can_be_seen_through_still_is() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (9, 9), (255, 0, 0, 7)).save(written, "PNG")
    with Image.open(io.BytesIO(sound_file("a", written.getvalue()).content)) as kept:
        assert kept.getpixel((0, 0)) == (255, 0, 0, 7)


def test_a_large_photo_becomes_one_that_can_be_read() -> None:
    kept = sound_file("a", picture((8000, 6000))).content
    with Image.open(io.BytesIO(kept)) as found:
        assert found.size == (3000, 2250)


def bomb() -> bytes:
    return docx({"word/media/a.bin": bytes(101_000_000)})


def lying_bomb() -> bytes:
    """A package that announces less than it unpacks."""
    honest = docx({"word/media/a.bin": bytes(5_000_000)})
    return honest.replace((5_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def locked_package() -> bytes:
    data = bytearray(docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 1)
    return bytes(data)


def link_in_a_package() -> bytes:
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO(docx())
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()


def picture_of(width: int, height: int) -> bytes:
    """A small PNG that says it is large."""
    data = bytearray(picture(kind="PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
JAVASCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"

REFUSED: dict[str, tuple[bytes, str]] = {
    "a program": (b"MZ" + bytes(200), "Art von Datei"),
    "a picture with a script": (SVG, "Art von Datei"),
    "a picture with a script that says it is XML": (b"<?xml?>" + SVG, "Art von Datei"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "Art von Datei"),
    "a page behind blanks": (b"   <html>", "Art von Datei"),
    "nothing but zeros": (bytes(1000), "Art von Datei"),
    "a GIF": (b"GIF89a" + bytes(100), "Art von Datei"),
    "a package of anything": (package({"a.txt": b"a"}), "Art von Datei"),
    "a page before a PDF": (b"<script>" + pdf(), "Art von Datei"),
    "an old document": (OLE, "Kennwort"),
    "a PDF without an end": (pdf()[:200], "beschädigt"),
    "a PDF with a package behind it": (pdf(end=package({"a": b"a"})), "etwas anderes"),
    "a PDF with a page behind it": (pdf(end=b"<script>alert(1)</script>"), "etwas anderes"),
    "a PDF with a package within": (pdf() + package({"a": b"a"}) + b"%%EOF", "etwas anderes"),
    "a PDF that runs a script": (pdf(JAVASCRIPT), "Makros"),
    "one that spells it oddly": (pdf(JAVASCRIPT.replace(b"Java", b"J#61va")), "Makros"),
    "one that hides it": (pdf(packed(JAVASCRIPT)), "Makros"),
    "a PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "Makros"),
    "a PDF with a file in it": (pdf(b"<< /Type /EmbeddedFile >>"), "Makros"),
    "a PDF with a password": (pdf(b"<< /Encrypt 9 0 R >>"), "Kennwort"),
    "a PDF that unpacks to too much": (pdf(packed(bytes(101_000_000))), "zu groß"),
    "half a picture": (picture()[:300], "beschädigt"),
    "a picture of nothing": (b"\x89PNG\r\n\x1a\n" + bytes(30), "beschädigt"),
    "a picture of 2.5 billion pixels": (picture_of(50_000, 50_000), "zu groß"),
    "a bomb": (bomb(), "zu groß"),
    "a bomb that lies": (lying_bomb(), "beschädigt|zu groß"),
    "a document with macros": (docx({"word/vbaProject.bin": b"x"}), "Makros"),
    "one whose type says so": (
        docx(types=TYPES + b"<!-- application/vnd.ms-word.document.macroEnabled.main+xml -->"),
        "Makros",
    ),
    "a document with a file in it": (docx({"word/embeddings/a.xlsx": b"PK"}), "Makros"),
    "one under another name": (docx({"word/media/a.png": docx()}), "Makros"),
    "a document with a program in it": (docx({"word/media/a.png": b"MZ\x90"}), "Makros"),
    "a document that fetches a template": (
        docx({"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://e.example")}),
        "Makros",
    ),
    "a document that reads what is not its own": (
        docx({"a.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
        "Makros",
    ),
    "the same in other letters": (
        docx({"a.xml": '<!DOCTYPE a [<!ENTITY x "x">]><a/>'.encode("utf-16")}),
        "beschädigt",
    ),
    "a document with macros of LibreOffice": (odt({"Basic/Standard/a.xml": b"<a/>"}), "Makros"),
    "a document that waits for a click": (
        odt({"content.xml": b"<a><script:event-listener/></a>"}),
        "Makros",
    ),
    "a document with a password": (locked_package(), "Kennwort"),
    "a document with a password of LibreOffice": (
        odt({"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}),
        "Kennwort",
    ),
    "a document that leads out": (docx({"../../etc/cron.d/a": b"a"}), "beschädigt"),
    "one that leads out of Windows": (docx({"C:\\a": b"a"}), "beschädigt"),
    "a document with a link to a file": (link_in_a_package(), "beschädigt"),
    "a document in too many parts": (docx({f"{n}": b"" for n in range(2001)}), "zu groß"),
    "something before a document": (b"PK\x03\x04<script>" + docx(), "etwas anderes"),
    "something behind a document": (docx() + b"<script>", "etwas anderes|beschädigt"),
    "half a document": (docx()[:-30], "beschädigt"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused(what: str) -> None:
    content, sentence = REFUSED[what]
    assert len(content) < MOST_BYTES
    with pytest.raises(NotOpened, match=sentence):
        sound_file("Konzept.pdf", content)


def test_a_picture_that_grows_too_large_when_it_is_drawn_anew_is_refused() -> None:
    noise = Image.effect_noise((3000, 3000), 90).convert("P")
    written = io.BytesIO()
    Image.merge("RGB", [noise.convert("L").rotate(turn) for turn in (0, 90, 180)]).save(
        written, "PNG"
    )
    with pytest.raises(NotOpened, match="zu groß"):
        sound_file("a.png", written.getvalue())
