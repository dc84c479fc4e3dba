"""What each person of the sample organisation looks like, and what anybody else would.

A look is a handful of choices; `portraits` draws them. Whoever is not in `KNOWN` gets a look from
the letters of the handle, always the same one.
"""

import hashlib
import random
from dataclasses import dataclass, replace
from typing import Any, Final

SKINS: Final = (
    "#f9dcc8",
    "#f3cbab",
    "#e9b892",
    "#d8a077",
    "#c2875b",
    "#a46c46",
    "#835335",
    "#613c27",
)
HAIR: Final = {
    "black": "#25222c",
    "dark": "#3c2b26",
    "brown": "#5f3f2d",
    "chestnut": "#7f4c30",
    "auburn": "#98482b",
    "ginger": "#c7682f",
    "blond": "#d8ab62",
    "fair": "#e8cd95",
    "grey": "#9b9ca6",
    "white": "#dfe0e6",
    "pepper": "#62636d",
}
GROUNDS: Final = (
    "#a9cfd6",
    "#f2cf9f",
    "#c9c3e6",
    "#f0b8a8",
    "#b7d8b4",
    "#9fbfe6",
    "#f4dc8f",
    "#e3c3d3",
    "#c6d3c0",
    "#d9c7b2",
)
CLOTHES: Final = (
    "#2f5d7c",
    "#7a3b47",
    "#3f6b53",
    "#c8693f",
    "#4b4a78",
    "#d3a23c",
    "#2b3a4a",
    "#8a5a83",
    "#5f7f8f",
    "#e8e2d6",
    "#a84a3f",
    "#33706d",
)
TOPS: Final = ("crew", "vneck", "shirt", "hoodie", "roll", "jacket", "overall")
SCENES: Final = ("plain", "sun", "wave", "hills")


@dataclass(frozen=True, slots=True)
class Look:
    """The choices of one portrait. `skin` counts from light to dark, `jaw` from -1 to 1."""

    skin: int
    hair: str
    style: str
    ground: str
    clothes: str
    top: str
    scene: str
    jaw: float
    brow: float
    mouth: str
    beard: str = ""
    glasses: str = ""
    extra: str = ""
    flipped: bool = False

    @property
    def skin_colour(self) -> str:
        """As `#rrggbb`."""
        return SKINS[self.skin]

    @property
    def hair_colour(self) -> str:
        """As `#rrggbb`."""
        return HAIR[self.hair]


def look_of(seed: str) -> Look:
    """The look that belongs to a handle, or to any other word."""
    digest = hashlib.sha256(seed.encode()).digest()
    chance = random.Random(digest)  # noqa: S311 - a drawing, not a secret
    style = chance.choice(("short", "quiff", "curly", "bob", "long", "bun", "side", "pixie"))
    look = Look(
        skin=chance.randrange(len(SKINS)),
        hair=chance.choice(("black", "dark", "brown", "chestnut", "auburn", "blond", "pepper")),
        style=style,
        ground=chance.choice(GROUNDS),
        clothes=chance.choice(CLOTHES),
        top=chance.choice(TOPS),
        scene=chance.choice(SCENES),
        jaw=chance.uniform(-1, 1),
        brow=chance.uniform(0.8, 1.2),
        mouth=chance.choice(("smile", "open", "calm", "half")),
        glasses=chance.choice(("", "", "", "round", "square")),
        flipped=chance.random() < 0.5,
    )
    return replace(look, **_read(KNOWN[seed])) if seed in KNOWN else look


def _read(words: str) -> dict[str, Any]:
    """`skin hair style [beard=..] [glasses=..] ...`, as written in KNOWN."""
    skin, hair, style, *rest = words.split()
    pairs = dict(word.split("=", 1) for word in rest)
    return {"skin": int(skin), "hair": hair, "style": style, "glasses": "", **pairs}


KNOWN: Final = {
    "ingrid.thwaite": "0 grey bob glasses=round mouth=smile top=jacket",
    "tomas.ibarra": "2 pepper quiff beard=full mouth=calm top=shirt",
    "priya.raghunathan": "4 black long mouth=open top=vneck",
    "owain.prosser": "0 ginger curly beard=full glasses=round mouth=smile top=crew",
    "meilin.hsu": "1 black fringe mouth=smile top=roll",
    "zsofia.halmagyi": "0 auburn wavy mouth=half top=overall",
    "callum.braithwaite": "0 blond short beard=stubble mouth=open top=hoodie",
    "fatoumata.sissako": "7 black puffs mouth=open top=crew extra=hoops",
    "leif.sorbo": "0 white receding beard=full glasses=square mouth=calm top=roll",
    "nadia.belkacem": "3 dark curlylong mouth=smile top=jacket",
    "joaquin.pereda": "2 dark curly mouth=open top=hoodie",
    "katharina.obermoser": "0 fair bun glasses=square mouth=calm top=shirt",
    "emre.karaca": "2 black quiff beard=full mouth=half top=crew",
    "lucija.hribar": "0 brown ponytail mouth=open top=hoodie",
    "sandor.fodorvari": "1 pepper side beard=moustache mouth=calm top=shirt",
    "hannah.prugger": "0 blond braids glasses=round mouth=smile top=crew",
    "aoife.niriain": "0 ginger wavy mouth=smile top=crew extra=freckles",
    "chidinma.eze": "6 black braidsup mouth=calm top=jacket extra=studs",
    "rajan.bajracharya": "4 black side glasses=square mouth=smile top=shirt",
    "valentina.carcamo": "3 dark pixie mouth=half top=jacket extra=hoops",
    "desmond.akande": "7 grey buzz beard=goatee mouth=open top=overall",
    "jean.postlethwaite": "0 white pixie mouth=calm top=overall",
    "samina.yousaf": "4 black scarf mouth=smile top=crew",
    "nhung.tran": "1 black bob mouth=smile top=overall",
    "kwabena.asiedu": "6 black bald glasses=round beard=stubble mouth=smile top=hoodie",
    "piotr.szczygielski": "1 brown buzz beard=stubble mouth=calm top=overall",
    "bishnu.tamang": "4 dark bun mouth=calm top=crew extra=studs",
    "ellie.rigg": "0 chestnut cap mouth=open top=overall extra=freckles",
    "sunita.gurung": "3 pepper long mouth=calm top=vneck extra=studs",
    "dorjee": "4 black beanie beard=goatee mouth=half top=jacket extra=lines",
    "rodrigo.catrileo": "4 black short beard=full mouth=smile top=jacket extra=hivis",
    "camila.oyarzun": "3 black ponytail mouth=open top=jacket extra=hivis",
    "ignacio.barria": "4 dark topknot beard=full mouth=smile top=crew",
    "fiona.mackerras": "0 auburn pixie mouth=half top=jacket extra=hivis",
    "yusuf.abdirahman": "6 black fade beard=goatee mouth=smile top=jacket",
    "noemie.vautrin": "2 dark fringe glasses=round mouth=smile top=roll",
    "ximena.huenchumil": "4 pepper braids mouth=calm top=roll",
    "ana.marin": "2 brown bob mouth=smile top=jacket",
    "sebastian.llanquileo": "4 black curly glasses=round beard=stubble mouth=smile top=crew",
    "hrafnhildur.jonsdottir": "0 fair braids mouth=calm top=roll",
    "selamawit.desta": "6 black afro mouth=smile top=roll extra=hoops",
    "kenji.moriyasu": "1 black side glasses=square mouth=calm top=roll",
    "beatriz.fontao": "2 chestnut curlylong mouth=open top=overall",
    "millaray.antileo": "4 black side-long mouth=smile top=hoodie",
    "ana.martin": "1 dark long mouth=half top=jacket glasses=round",
    "cristobal.vidaurre": "2 pepper receding beard=moustache mouth=smile top=shirt",
    "florian.steindl": "0 brown short glasses=square beard=stubble mouth=half top=hoodie",
    "margit.lendvai": "0 grey bun glasses=round mouth=half top=vneck",
    "nomvula.khumalo": "7 black wrap mouth=open top=crew extra=hoops",
    "harriet.dunmore": "0 brown helmet mouth=smile top=jacket extra=hivis",
    "yara.haddad": "2 dark wavy mouth=smile top=shirt",
    "tobias.ekwueme": "6 black fade glasses=square mouth=open top=shirt",
    "laxmi.poudel": "4 black bun mouth=smile top=vneck extra=studs",
    "elif.sarigol": "1 chestnut long mouth=smile top=crew",
    "hakon.tveitan": "0 fair beanie beard=full mouth=half top=crew",
}
