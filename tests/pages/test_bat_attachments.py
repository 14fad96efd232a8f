"""Photos and videos in comments."""

import pytest

from crawler.items import CommentPhoto, CommentVideo
from crawler.pages.errors import Unreadable
from tests.pages.invented_thread import UPLOADS, comment, photo, video


def test_a_photo_that_a_comment_states_twice_is_one_photo() -> None:
    again = photo("sill", url=f"{UPLOADS}sill.jpg?resize=100%2C50", width=1, height=2)
    plain = photo("sill", width=3, url=f"http://{UPLOADS.removeprefix('https://')}sill.jpg")
    found = comment(images=[photo("sill"), again, plain, photo("door")])
    assert [one.url for one in found.photos] == [f"{UPLOADS}sill.jpg", f"{UPLOADS}door.jpg"]
    assert (found.photos[0].width, found.photos[0].height) == (2048, 1536)


@pytest.mark.parametrize("size", [None, 0, -1, "2048", 10**11, [1], True])
def test_a_photo_without_a_sound_size_has_none(size: object) -> None:
    (found,) = comment(images=[photo("sill", width=size, height=size)]).photos
    assert found == CommentPhoto(url=f"{UPLOADS}sill.jpg")


@pytest.mark.parametrize("url", ["", "sill.jpg", "data:image/png;base64,AA", "https://", None, 7])
def test_a_photo_without_an_address_is_unreadable(url: object) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        comment(images=[photo("sill", url=url)])


@pytest.mark.parametrize("nothing", [None, "", 0, False, []])
def test_no_photos_no_videos_and_no_quote_may_be_any_empty_value(nothing: object) -> None:
    found = comment(images=nothing, videos=nothing, commentParent=nothing)
    assert (found.photos, found.videos, found.parent_id) == ((), (), None)


@pytest.mark.parametrize("something", ["x", 1, True, ["x"], {"x": 1}])
@pytest.mark.parametrize("key", ["images", "videos", "commentParent"])
def test_photos_videos_and_quotes_of_another_shape_are_unreadable(
    key: str, something: object
) -> None:
    with pytest.raises(Unreadable, match="BAT_VMS"):
        comment(**{key: something})


@pytest.mark.parametrize("nothing", [None, "", False])
def test_a_video_still_in_the_making_has_the_address_of_its_player(nothing: object) -> None:
    found = comment(videos=[video(url=nothing, title=nothing, provider=nothing)])
    assert found.videos == (
        CommentVideo(url="https://www.youtube.com/embed/in-vented_1?feature=oembed&rel=0"),
    )


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ({"url": "//youtu.be/a?t=9"}, "https://youtu.be/a?t=9"),
        ({"url": " http://vimeo.com/9 "}, "http://vimeo.com/9"),
        ({"url": "javascript:alert(1)", "oembedHtml": ""}, None),
        ({"url": "", "oembedHtml": "<iframe src='//vimeo.com/9'></iframe>"}, "https://vimeo.com/9"),
        ({"url": "", "oembedHtml": "<iframe src='/9'></iframe>"}, None),
        ({"url": "", "oembedHtml": "<p>processing</p>"}, None),
        ({"url": "", "oembedHtml": "<iframe src='" * 50_000}, None),
        ({"url": "", "oembedHtml": "<iframe " * 50_000}, None),
        (
            {"url": "", "oembedHtml": "", "playlist_url": "https://v.example/a.m3u8"},
            "https://v.example/a.m3u8",
        ),
    ],
)
def test_a_video_has_an_address_that_a_browser_would_fetch_or_is_left_out(
    stated: dict[str, str], url: str | None
) -> None:
    found = comment(videos=[video(**stated)])
    assert [one.url for one in found.videos] == ([url] if url else [])


def test_a_video_that_a_comment_states_twice_is_one_video() -> None:
    found = comment(videos=[video(), video(title="Again"), video(url="https://vimeo.com/9")])
    assert [one.title for one in found.videos] == ["Cold start", "Cold start"]
