"""The sample web as a process of its own, as whole nights use it."""

from pathlib import Path

from tests.program import sample_web

NOW = 1_790_000_000


def test_its_clock_is_set_from_outside_and_its_truth_follows(tmp_path: Path) -> None:
    asked = ("--scale", "small", "--now", str(NOW), "--opening", "2")
    with sample_web(tmp_path, *asked) as web:
        assert web.now() == NOW
        assert web.truth_now() == web.truth
        web.set_clock(NOW + 20 * 86_400)
        assert web.now() == NOW + 20 * 86_400
        later = web.truth_now()
        assert {lot["status"] for lot in later["bat_lots"]}.isdisjoint({"live"})
        assert len(later["bat_lots"]) == len(web.truth["bat_lots"]) + 2
        web.set_clock(NOW, speed=86_400)
        assert NOW < web.now() < web.now()
