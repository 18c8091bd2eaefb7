"""Whoever proves something reads in words what it is."""

from importlib import import_module
from pkgutil import walk_packages

import service
from service.partners.step_ups.words import OTHER, WORDS, words_for
from service.store.command import Command


def asking() -> set[str]:
    """The names of every command that asks for a proof."""
    modules = [import_module(found.name) for found in walk_packages(service.__path__, "service.")]
    commands = [value for module in modules for value in vars(module).values() if isinstance(value, Command)]
    return {command.name for command in commands if command.step_up}


def test_every_command_that_asks_for_a_proof_has_words() -> None:
    """A3: what is about to be signed is said in both languages, and nothing is said of what asks for none."""
    assert set(WORDS) == asking()


def test_words_are_of_both_languages_and_short() -> None:
    for said in (*WORDS.values(), OTHER):
        assert said.fr
        assert said.en
        assert said.fr != said.en
        assert max(len(said.fr.split()), len(said.en.split())) <= 8
    assert words_for("fund.payout_released", "fr") == "Payer"
    assert words_for("unheard.of", "en") == OTHER.en
