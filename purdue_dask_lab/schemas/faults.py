"""What is wrong with a value, in the user's language: pydantic speaks English alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..translation import later, trans

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SENTENCES = {
    "missing": later("Field required"),
    "string_type": later("Input should be a valid string"),
    "int_type": later("Input should be a valid integer"),
    "int_parsing": later("Input should be a valid integer, unable to parse string as an integer"),
    "int_from_float": later("Input should be a valid integer, got a number with a fractional part"),
    "float_type": later("Input should be a valid number"),
    "float_parsing": later("Input should be a valid number, unable to parse string as a number"),
    "finite_number": later("Input should be a finite number"),
    "bool_type": later("Input should be a valid boolean"),
    "bool_parsing": later("Input should be a valid boolean, unable to interpret input"),
    "list_type": later("Input should be a valid list"),
    "dict_type": later("Input should be a valid dictionary"),
    "greater_than": later("Input should be greater than {gt}"),
    "greater_than_equal": later("Input should be greater than or equal to {ge}"),
    "less_than": later("Input should be less than {lt}"),
    "less_than_equal": later("Input should be less than or equal to {le}"),
    "literal_error": later("Input should be {expected}"),
    "enum": later("Input should be {expected}"),
    "extra_forbidden": later("Extra inputs are not permitted"),
}
"""Pydantic's own, by their types; whatever else is wrong is said in English."""


def explained(fault: ErrorDetails) -> str:
    """Return what is wrong with a value, as a clause without its full stop."""
    english = fault["msg"].removeprefix("Value error, ")
    sentence = SENTENCES.get(fault["type"])
    if sentence is None:
        return english
    values = fault.get("ctx", {})
    said = trans(sentence, **values)
    # Pydantic writes numbers as they were written in the model.
    return english if said == sentence.format_map(values) else said
