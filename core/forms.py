"""The form renderer: every Django form is drawn with the UI kit's field element."""

from django.forms.renderers import TemplatesSetting


class KitRenderer(TemplatesSetting):
    """Draws `{{ form }}` and `{{ field.as_field_group }}` with templates/elements/."""

    form_template_name = "elements/form.html"
    field_template_name = "elements/field.html"
