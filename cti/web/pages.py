"""The pages and the files that they load."""

from __future__ import annotations

from urllib.parse import quote

import aiohttp_jinja2
from aiohttp import hdrs, web

from cti.web.access import ANYONE, Handler, Right, has, may, signed_in
from cti.web.keys import ASSETS, PLACE
from ivr.errors import NotFound, StoreUnavailable

FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "no-cache"


@may(ANYONE)
async def home(request: web.Request) -> web.StreamResponse:
    """Links to the pages."""
    return _page(request, "home.html")


@may(ANYONE)
async def login(request: web.Request) -> web.StreamResponse:
    """The form to sign in."""
    place = request.app[PLACE]
    return _page(request, "login.html", passwords=place.passwords, provider=place.provider)


@may(ANYONE)
async def phone(request: web.Request) -> web.StreamResponse:
    """The demonstration's caller."""
    if not request.app[PLACE].demo:
        raise NotFound("el teléfono de demostración no está disponible")
    return _page(request, "phone.html")


@may(ANYONE)
async def desk(request: web.Request) -> web.StreamResponse:
    """The desk; who isn't signed in goes to the form first, who serves no calls to the links."""
    try:
        person = await signed_in(request)
    except StoreUnavailable:
        return _page(request, "desk.html")
    if person is None:
        raise web.HTTPSeeOther(f"/entrar?ir={quote('/puesto')}")
    if not has(person, Right.SERVE_CALLS):
        raise web.HTTPSeeOther("/")
    return _page(request, "desk.html")


def staff(page: str, title: str) -> Handler:
    """A staff page: ``src/<page>.tsx`` in the frame; who isn't signed in goes to the form first.

    Its data are guarded by the API's routes; who may not see them is told so by the frame.
    """

    @may(ANYONE)
    async def show(request: web.Request) -> web.StreamResponse:
        try:
            person = await signed_in(request)
        except StoreUnavailable:
            person = None
        else:
            if person is None:
                raise web.HTTPSeeOther(f"/entrar?ir={quote(request.rel_url.path_qs, safe='/')}")
        own_sheet = f"{page}.css" in request.app[ASSETS].manifest()
        return _page(request, "staff.html", page=page, title=title, own_sheet=own_sheet)

    return show


@may(ANYONE)
async def static(request: web.Request) -> web.StreamResponse:
    """A file of the bundle, compressed where the browser can read that."""
    wanted = request.match_info["path"]
    asset = request.app[ASSETS].find(wanted, request.headers.get(hdrs.ACCEPT_ENCODING, ""))
    if asset is None:
        raise NotFound("ese archivo no existe")
    headers = {
        hdrs.CONTENT_TYPE: asset.media_type,
        hdrs.CACHE_CONTROL: FOR_EVER if asset.unchanging else BRIEFLY,
        hdrs.VARY: hdrs.ACCEPT_ENCODING,
    }
    if asset.encoding is not None:
        headers[hdrs.CONTENT_ENCODING] = asset.encoding
    return web.FileResponse(asset.path, headers=headers)


def _page(request: web.Request, template: str, **more: object) -> web.StreamResponse:
    place, assets = request.app[PLACE], request.app[ASSETS]
    values = {
        "entity": place.entity,
        "line": place.line,
        "demo": place.demo,
        "asset": assets.address,
        "built": assets.built,
        **more,
    }
    answer = aiohttp_jinja2.render_template(template, request, values)
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    return answer
