"""The bill of materials of what runs: CycloneDX 1.6 in JSON, made from the lock alone and the same each time."""

from importlib.metadata import PackageNotFoundError, distribution
from uuid import UUID

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.components.licences import licence_of
from tests.components.locks import RUNTIME, Pinned, pinned

NAMELESS = UUID("00000000-0000-4000-8000-000000000000")
"""A serial number that says nothing of where or when: two bills of one lock are equal to the byte."""


def bill() -> str:
    """The document, with each part of the runtime lock: its purl, its digests, its licence where it is installed."""
    whole = Bom(serial_number=NAMELESS, components=[_component(part) for part in pinned(RUNTIME)])
    whole.metadata.timestamp = None  # type: ignore[assignment]  # left out of the document: the lock has no time
    relais = Component(name="relais", type=ComponentType.APPLICATION, bom_ref="relais")
    whole.metadata.component = relais
    whole.register_dependency(relais, list(whole.components))
    return JsonV1Dot6(whole).output_as_string(indent=2)


def _component(part: Pinned) -> Component:
    purl = PackageURL("pypi", None, part.name, part.version)
    licence = _licence(part)
    return Component(
        name=part.name,
        version=part.version,
        bom_ref=str(purl),
        purl=purl,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in part.hashes],
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
    )


def _licence(part: Pinned) -> str:
    """What is for another system is not installed here, and has its licence told there."""
    try:
        return licence_of(distribution(part.name))
    except PackageNotFoundError:
        return ""
