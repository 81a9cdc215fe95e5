"""Who answers for the data. Each installation gives its own; what it leaves out is a visible blank, never invented."""

from dataclasses import dataclass

from harmonia.policy.terms import Text

UNSET_BIN = "000000000000"
LIMITED_PARTNERSHIP = Text(kk="«{name}» ЖШС", ru="ТОО «{name}»", en="{name} LLP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """`bin` is a placeholder until the operator gives the real one; `missing()` names what is still unset."""

    name: str = "HARMONIA"
    legal_form: Text = LIMITED_PARTNERSHIP
    bin: str = UNSET_BIN
    address: str = ""
    domain: str = "harmonia.kz"
    email: str = "help@harmonia.kz"
    phone: str = ""
    responsible_person: str = ""
    country: str = "KZ"

    def full_name(self, language: str) -> str:
        """The name with its legal form, as that language writes it."""
        return self.legal_form.in_language(language).format(name=self.name)

    def missing(self) -> tuple[str, ...]:
        """The items that 94-V wants named and that nobody has set: a production start refuses them."""
        unset = [name for name in ("address", "phone", "responsible_person") if not getattr(self, name)]
        return tuple((["bin"] if self.bin == UNSET_BIN else []) + unset)
