from __future__ import annotations

from scripts.catalogue import collect_messages, find_problems, read_catalogue


class TestEnglishCatalogue:
    def test_translates_every_sentence_of_the_product(self):
        assert find_problems(collect_messages(), read_catalogue()) == []
