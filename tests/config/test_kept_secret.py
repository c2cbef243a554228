"""The secret that an installation makes for itself."""

from __future__ import annotations

from llegada.config.settings import _kept_secret


class TestKeptSecret:
    def test_is_made_once_and_readable_by_its_owner_only(self, tmp_path):
        place = tmp_path / "secret_key"
        made = _kept_secret(place)
        assert (len(made) >= 50, _kept_secret(place), place.stat().st_mode & 0o777) == (True, made, 0o600)
        assert [one.name for one in tmp_path.iterdir()] == ["secret_key"]

    def test_is_made_again_where_a_killed_process_or_a_full_disk_left_it_empty(self, tmp_path):
        place = tmp_path / "secret_key"
        place.touch()
        assert len(_kept_secret(place)) >= 50
