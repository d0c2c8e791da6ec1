"""Usage: what was delivered, and taking more in: upload, see the first records as read, load as a job."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yakkan.apps.billing.actions import Wanted, files_of, keep_upload, preview_usage
from yakkan.apps.billing.models import Delivery
from yakkan.apps.billing.models.job import LOAD as LOADING
from yakkan.apps.billing.queries import usage_balance
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.masking import masked
from yakkan.apps.desk.queries.book import formats
from yakkan.apps.desk.roles import LOAD
from yakkan.apps.desk.views.answers import said, started, tell_refused
from yakkan.messages import Refusals, Refused
from yakkan.runs.preview import Shown
from yakkan.usage import CANONICAL, Mapping, load_mapping

_MOST = 50


@needs(LOAD)
def usage(request: HttpRequest) -> HttpResponse:
    """The latest deliveries with their counts, and a form for more."""
    values = {
        "deliveries": Delivery.objects.order_by("-received_at", "file")[:_MOST],
        "balance": usage_balance(),
        "formats": _formats(request),
    }
    return render(request, "desk/usage.html", values)


def _formats(request: HttpRequest) -> list[Mapping]:
    try:
        return formats()
    except (Refused, Refusals) as refused:
        tell_refused(request, refused)
        return []


@needs(LOAD)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files, and show how they would be read."""
    files = request.FILES.getlist("files")
    try:
        mapping = _format(request.POST.get("format", ""))
        if not files:
            raise Refused("desk.no_files")
        kept = keep_upload(files)
    except (Refused, Refusals) as refused:
        tell_refused(request, refused)
        return redirect("desk:usage")
    answer = redirect("desk:preview", upload=kept)
    answer["Location"] += f"?format={mapping.format}"
    return answer


def _format(name: str) -> Mapping:
    """The format of this name; Refused, or Refusals, where there is none or it is wrong."""
    return CANONICAL if name == CANONICAL.format else load_mapping(Path(settings.BOOK), name)


@needs(LOAD)
def preview(request: HttpRequest, upload: str) -> HttpResponse:
    """The first ten records of each file, as they would be read; telephone numbers are hidden (see `masking`)."""
    files = []
    try:
        mapping = _format(request.GET.get("format", ""))
        for file in files_of(upload):
            files.append((file.name, *_preview(file, mapping, request)))
    except (Refused, Refusals) as refused:
        tell_refused(request, refused)
        return redirect("desk:usage")
    values = {"upload": upload, "format": mapping, "files": files, "loadable": all(not why for _, _, why in files)}
    return render(request, "desk/preview.html", values)


def _preview(file: Path, mapping: Mapping, request: HttpRequest) -> tuple[list[object], str]:
    """What is shown of a file, or why it is refused."""
    try:
        found = preview_usage(file, mapping, settings.DATA, who=request.user.get_username())
    except (Refused, Refusals) as refused:
        each = [refused] if isinstance(refused, Refused) else refused.all
        for one in each:
            one.file = Path(one.file).name  # where we keep it says nothing to anybody
        return [], refused.text("en" if request.LANGUAGE_CODE == "en" else "ja")
    return [_shown(one, said(request, f"would_be_{one.state}")) for one in found], ""


def _shown(one: Shown, state: str) -> dict[str, object]:
    names = [*one.delivered, *one.read]
    texts = masked([*one.delivered.values(), *one.read.values()])
    pairs = list(zip(names, texts, strict=True))
    return {
        "line": one.line,
        "state": one.state,
        "said": state,
        "reason": one.reason,
        "delivered": pairs[: len(one.delivered)],
        "read": pairs[len(one.delivered) :],
    }


@needs(LOAD)
@require_POST
def load(request: HttpRequest, upload: str) -> HttpResponse:
    """Take the files in, as a job."""
    try:
        mapping = _format(request.POST.get("format", ""))
        names = [file.name for file in files_of(upload)]
    except (Refused, Refusals) as refused:
        tell_refused(request, refused)
        return redirect("desk:usage")
    given = {"format": mapping.format, "files": names}
    return started(request, Wanted(LOADING, upload, request.user.get_username(), given))
