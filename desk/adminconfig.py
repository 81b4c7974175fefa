"""The admin's app configuration: it names the desk's site as the default one."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS for 'django.contrib.admin'."""

    default_site = "desk.adminsite.DeskSite"
