"""Signatures and photos: pictures any program opens, each its own."""

import io

from PIL import Image

from courier.simulation.papers import draw_signature, photograph_envelope
from mobile_contract.canonical import digest


def test_both_are_pictures_named_by_their_digest() -> None:
    for file, size in ((draw_signature("a"), (320, 120)), (photograph_envelope("a"), (240, 180))):
        picture = Image.open(io.BytesIO(file.content))
        picture.verify()
        assert (picture.format, picture.size) == ("PNG", size)
        assert file.sha256 == digest(file.content)
        assert file.media_type == "image/png"


def test_each_dossier_has_its_own_and_the_same_again() -> None:
    assert (
        len({photograph_envelope(code).sha256 for code in "abc"} | {draw_signature(code).sha256 for code in "abc"}) == 6
    )
    assert draw_signature("a") == draw_signature("a")


def test_a_photo_takes_more_than_one_piece() -> None:
    assert len(photograph_envelope("a").content) > 2 * 32_768 // 2
