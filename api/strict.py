"""A body with a field that nobody knows is refused, and the API's description says so."""

from litestar._openapi.schema_generation import SchemaCreator
from litestar.openapi.spec import Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Struct


class StrictStructs(OpenAPISchemaPlugin):
    """Describes a struct as the others do, and adds that it takes no further fields."""

    @staticmethod
    def is_plugin_supported_field(field_definition: FieldDefinition) -> bool:
        if field_definition.is_union or not field_definition.is_subclass_of(Struct):
            return False
        config = getattr(field_definition.annotation, "__struct_config__", None)
        return config is not None and bool(config.forbid_unknown_fields)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        found = next(
            plugin.to_openapi_schema(field_definition, schema_creator)
            for plugin in schema_creator.plugins
            if plugin is not self
            and isinstance(plugin, OpenAPISchemaPlugin)
            and plugin.is_plugin_supported_field(field_definition)
        )
        found.additional_properties = False
        return found
