"""What the API's description says of bodies: no field that nobody knows, and lists with their bounds."""

from litestar._openapi.schema_generation import SchemaCreator
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import KwargDefinition
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


class BoundedTuples(OpenAPISchemaPlugin):
    """Describes `tuple[X, ...]` with a bound as a list of X: the usual way takes the dots for a second kind of item."""

    @staticmethod
    def is_plugin_supported_field(field_definition: FieldDefinition) -> bool:
        return field_definition.origin is tuple and field_definition.args[-1:] == (Ellipsis,)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        said = field_definition.kwarg_definition
        bounds = said if isinstance(said, KwargDefinition) else None
        items = FieldDefinition.from_annotation(field_definition.args[0])
        return Schema(
            type=OpenAPIType.ARRAY,
            items=schema_creator.not_generating_examples.for_field_definition(items),
            description=bounds.description if bounds else None,
            min_items=bounds.min_items if bounds else None,
            max_items=bounds.max_items if bounds else None,
        )
