"""Arguments that an operator gives to a spider."""


class ArgumentError(ValueError):
    """A spider argument that cannot be meant: its message is for the operator."""


def whole_number(name: str, value: str | int, least: int) -> int:
    """A spider argument as a number of at least `least`. Raises ArgumentError."""
    try:
        number = int(value)
    except ValueError:
        raise ArgumentError(f"{name} must be a whole number, not {value!r}") from None
    if number < least:
        raise ArgumentError(f"{name} must be at least {least}, not {number}")
    return number
