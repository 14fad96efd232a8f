"""Pictures that stand for a missing photo."""

import pytest

from crawler.pages.placeholder_photo import is_placeholder


@pytest.mark.parametrize(
    "path",
    [
        "/dealercenter/img/vehicle-image-notavailable-320x240.jpg",
        "/dealercenter/img/dws-vehicle-media-placeholder.jpg",
        "/img/comingsoon_105.png",
        "/uploads/photos-coming-soon.jpg",
        "/v8/photo_unavailable_320.gif",
        "/no-image.png",
        "/nophoto.jpg",
        "/placeholder/1.jpg?v=2",
    ],
)
def test_a_picture_for_a_missing_photo_is_known_by_its_name(path: str) -> None:
    assert is_placeholder(f"https://photos.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/1116/836/202601-aa01.jpg",
        "/stock/2001-Saab-9-3/1.jpg",
        "/vehicles/image-1.jpg",
        "/1.jpg?fallback=coming-soon",
        "/noimagery-motors/1.jpg",
    ],
)
def test_a_photo_is_kept(path: str) -> None:
    assert not is_placeholder(f"https://photos.example{path}")


@pytest.mark.parametrize("url", ["https://coming-soon.example/1.jpg", "http://[", "", "1.jpg"])
def test_a_host_or_an_address_that_is_none_says_nothing(url: str) -> None:
    assert not is_placeholder(url)
