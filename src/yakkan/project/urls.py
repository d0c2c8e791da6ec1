"""Where each page is found."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from yakkan.apps.portal.views.front import front

admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", front, name="front"),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.account.urls")),
    path("my/", include("yakkan.apps.portal.urls")),
    path("desk/", include("yakkan.apps.desk.urls")),
    path("admin/", admin.site.urls),
]
