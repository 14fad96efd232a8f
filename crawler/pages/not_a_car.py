"""What dealers list among their cars: motorcycles, boats, trailers, parts, signs."""

import re

from crawler.items import Vehicle
from crawler.pages.errors import NotAVehicle
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import read_title
from crawler.pages.vehicle_text.motorcycles import is_motorcycle
from crawler.pages.vehicle_text.title import read_make

_LONGEST = 300


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


# schema.org's types that are no car's. BusOrCoach is kept: a Volkswagen Microbus is one.
_TYPES = {"Motorcycle": "motorcycle", "MotorizedBicycle": "motorcycle"}

# What a field of its own calls the thing, by the name of the rule. Motorhomes are kept, they are
# vehicles; "RV" is not told from a travel trailer and decides nothing.
_CATEGORIES = {
    "motorcycle": _whole(
        r"motor ?cycles?|motorbikes?|scooters?|mopeds?|mini ?bikes?|dirt ?bikes?|sport ?bikes?"
        r"|choppers?|trikes?|side ?cars?"
    ),
    "atv": _whole(
        r"atvs?|utvs?|side[- ]by[- ]sides?|all[- ]terrain vehicles?|four[- ]wheelers?|quads?"
        r"|power ?sports?|snowmobiles?"
    ),
    "golf_cart": _whole(r"golf (?:carts?|cars?)"),
    "kart": _whole(r"go-? ?karts?|karts?|pedal cars?"),
    "boat": _whole(r"boats?(?! ?tail)|yachts?|watercraft|marine|jet ?skis?"),
    "aircraft": _whole(r"aircraft|air ?planes?|helicopters?|aviation"),
    "trailer": _whole(
        r"(?:car )?trailers?|fifth wheels?|5th wheels?|toy haulers?|campers? shells?"
    ),
    "tractor": _whole(r"(?<!semi )(?<!road )(?<!truck )tractors?|farm equipment|heavy equipment"),
    "part": _whole(r"(?:car |auto )?parts?|accessories|engines?|wheels(?! drive)|tires"),
    "automobilia": _whole(
        r"automobilia|memorabilia|collectibles?|petroliana|signs?|literature|art|posters?|neon"
        r"|(?:toy|model|slot|die-?cast) cars?|toys?|watches|bicycles?|apparel|merchandise"
        r"|jukebox(?:es)?"
    ),
}
# A category that names cars among others ("Cars & Motorcycles", "Art Cars") does not say which.
_CAR = _whole(
    r"cars?|automobiles?|autos?|trucks?|suvs?|coup[eé]s?|sedans?|saloons?|convertibles?|wagons?"
    r"|vans?|hatchbacks?|roadsters?|pickups?|cabriolets?|fastbacks?|speedsters?|spiders?|spyders?"
    r"|limousines?|buses|motorhomes?|crossovers?|parts cars?"
)
# Cars that are none.
_NO_CARS = _whole(
    r"(?:golf|pedal|toy|model|slot|die-?cast|scale) cars?|truck campers?"
    r"|(?:car|auto|truck)s?(?= (?:trailers?|parts|signs?))"
)

# What a title says besides the thing itself: "1967 Sunbeam Tiger w/Trailer".
_BESIDE = re.compile(
    r"\s(?:w/|with\b|plus\b|incl(?:\.|udes|uding)?\b|\+|on (?:a )?trailer|towed\b|by\b).*$",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\sfrom\b.*$|\s?[;(\[|].*$|,\s.*$|\s[–—-]\s.*$", re.IGNORECASE)
_AND = re.compile(r"\s(?:&|and)\s.*$", re.IGNORECASE)
_TAIL = r"(?=\W*$)"
# The thing itself, wherever it stands before an aside.
_THINGS = {
    "golf_cart": _whole(r"golf[- ](?:cart|car)s?|e-z-go|club car (?:ds|precedent|onward|tempo)"),
    "kart": _whole(
        r"go-? ?karts?|pedal (?:car|plane|tractor)s?|soap ?box (?:derby )?(?:car|racer)"
        rf"|karts?{_TAIL}"
    ),
    "atv": _whole(
        r"(?:atv|utv)s?(?! tires)|side[- ]by[- ]side|four[- ]wheelers?|snowmobiles?|ski-?doo"
        r"|polaris (?:rzr|ranger|sportsman|general)|kubota rtv|kawasaki (?:mule|teryx)"
        r"|can-am (?:maverick|commander|outlander|renegade)|yamaha (?:rhino|yxz|banshee|raptor)"
    ),
    "boat": _whole(
        r"(?:pontoon|bass|speed|ski|motor|sail|fishing|wooden|power|center console|cigarette)"
        rf" ?boats?|boats?{_TAIL}|(?<!land )yachts?{_TAIL}|jet[- ]?skis?|sea-doo|wave ?runner"
        r"|outboard motor|kayaks?|canoes?|chris-craft|hacker-?craft|riva aquarama"
        r"|boston whaler|sea ray"
    ),
    "trailer": _whole(
        r"(?:travel|enclosed|utility|cargo|horse|boat|car|flat-?bed|dump|gooseneck|teardrop|tent"
        r"|camping|equipment|stacker|open|tilt|aluminum|camper|pop-?up|transport|concession"
        r"|vintage|house) trailers?(?! (?:hitch|queen|brakes?|package|tow))"
        rf"|(?<!bring a )trailers?{_TAIL}|fifth[- ]wheel|5th[- ]wheel|camper shell"
        r"|(?:truck|pop-?up) camper|airstream (?:bambi|overlander|safari|sovereign|caravel"
        r"|globetrotter|tradewind|flying cloud|ambassador|excella|basecamp)"
    ),
    "aircraft": _whole(
        rf"(?:air|aero|bi|sea)planes?{_TAIL}|helicopters?{_TAIL}|aircraft{_TAIL}|gyrocopter"
        r"|cessna \d+|piper (?:cub|cherokee|j-?3)|beechcraft"
    ),
    "tractor": _whole(
        r"(?:farm|lawn|garden) tractors?|lawn ?mowers?|(?:skid steer|backhoe|bulldozer|forklift)s?"
        rf"|(?<!semi )(?<!semi-)(?<!road )(?<!truck )tractors?{_TAIL}|trattor[ei]|john deere"
        r"|massey[ -]ferguson|farmall|allis[ -]chalmers|minneapolis[ -]moline|kubota|fordson"
        r"|cub cadet|porsche[ -](?:diesel|junior)|ford (?:[289]n|naa|golden jubilee)"
    ),
    "motorcycle": _whole(
        r"(?:motor ?cycle|motorbike)s?(?! (?:powered|engined?|hauler|carrier|style|inspired|drive))"
        r"|mopeds?|mini ?-?bikes?|(?:dirt|pit|sport) ?bikes?|choppers?|motor scooters?"
        rf"|scooters?{_TAIL}|cafe racers?{_TAIL}|bicycles?{_TAIL}|can-am (?:spyder|ryker)"
        r"|big dog (?:motorcycles?|mastiff|k-?9|bulldog)|boss hoss|whizzer|american ironhorse"
    ),
}
# As said of a page without number and mileage alone.
_AUTOMOBILIA = _whole(
    r"signs?(?! (?:painter|writer|written|writing|painted|truck|company|shop))|wall art"
    r"|(?:posters?|brochures?)(?! car)|jukebox(?:es)?|gas(?:oline)? pumps?|pinball machine"
    r"|(?:slot|soda|vending|coca-cola|arcade) machine|scale models?|1/\d+ scale"
    r"|1:(?:8|12|18|24|43|64)|die-?cast|memorabilia|automobilia|petroliana|neon lights?"
    r"|(?:neon|wall) clocks?|(?:toy|model|slot) cars?|tin toys?|wrist ?watch(?:es)?|pocket watch"
    r"|hood ornaments?|(?:watch(?:es)?|helmets?|oil cans?|license plates?|cufflinks|literature"
    r"|racing suit|luggage(?: set)?|jackets?|phone booth|paintings?|lithographs?|sculptures?)"
    + _TAIL
)
_PART = (
    r"engines?|motors?|crate (?:engine|motor)s?|transmissions?|transaxles?|gear ?box(?:es)?|rims"
    r"|wheels|seats?|hubcaps?|bumpers?|carburetors?|carbs|tires|parts(?: (?:lot|collection))?"
    r"|tool ?kits?|steering wheels?|grilles?|engine lids?|cylinder heads?|engine blocks?|emblems?"
    r"|headlights?|tail ?lights?|badges?|fenders?|doors|hood|radiators?|superchargers?|exhausts?"
    r"|turbochargers?|differentials?|axles?|soft ?tops?|luggage racks?|owner['’]?s manuals?"
    r"|workshop manuals?"
)
_PARTS = _whole(rf"sets? of (?:\w+ )?wheels|parts lot|(?:{_PART}){_TAIL}")
_PARTS_FOR = re.compile(rf"\b(?:{_PART}) for (?:an? |the )?(?P<whose>.+)", re.IGNORECASE)


def refuse_not_a_car(
    title: str,
    vehicle: Vehicle,
    *,
    category: str | None = None,
    types: frozenset[str] = frozenset(),
) -> None:
    """Do nothing with a car.

    `category` is the field in which the page says what the thing is ("Motorcycle", "Boats"), and
    so may be the vehicle's body style; `types` are the schema.org types of its node. They decide
    first, then whole words of the title before "with …". A VIN makes no car of a motorcycle or of
    a trailer; signs and parts have neither number nor mileage, and a page that states one of
    them is not looked at for such.

    Raises NotAVehicle with the rule that decided: motorcycle, atv, golf_cart, kart, boat,
    aircraft, trailer, tractor, part, automobilia; or no_year_make_number, where neither the title
    nor the page states year or make, VIN, chassis number or mileage.
    """
    title = squeeze(title)[:_LONGEST]
    stated = [text for text in (category, vehicle.body_style) if text]
    rule = _rule_of_types(types) or _rule_of_categories(stated)
    if rule:
        called = ", ".join([*stated, *sorted(types)])
        raise NotAVehicle(rule, f"the page calls {title!r} {called!r}")
    is_called_car = any(map(_CAR.search, stated))
    rule = _rule_of_title(title, vehicle, is_called_car=is_called_car)
    if rule:
        raise NotAVehicle(rule, f"the title names no car: {title!r}")
    if vehicle.year is None and vehicle.make is None and not _has_number_or_mileage(vehicle):
        raise NotAVehicle("no_year_make_number", f"no year, make, number or mileage: {title!r}")


def _rule_of_types(types: frozenset[str]) -> str | None:
    rules = (_TYPES[name] for name in sorted(types & _TYPES.keys()))
    return None if "Car" in types else next(rules, None)


def _rule_of_categories(stated: list[str]) -> str | None:
    for text in stated:
        if len(text) <= _LONGEST:
            found = [rule for rule, words in _CATEGORIES.items() if words.search(text)]
            names_cars = _CAR.search(_NO_CARS.sub("", text))
            if found and not names_cars:
                return found[0]
    return None


def _rule_of_title(title: str, vehicle: Vehicle, *, is_called_car: bool) -> str | None:
    words = _BESIDE.sub("", title)
    # "… & Trailer" comes with a car; "Dunlop & Goodyear Signs" come together.
    words = _AND.sub("", words) if read_title(words).make else words
    if not _has_number_or_mileage(vehicle):
        if _AUTOMOBILIA.search(words):
            return "automobilia"
        if not is_called_car and _is_part(words, vehicle):
            return "part"
    thing = _REMARK.sub("", words)
    for rule, named in _THINGS.items():
        if named.search(thing):
            return rule
    if not is_called_car and is_motorcycle(thing, vehicle.make, vehicle.model):
        return "motorcycle"
    return None


def _is_part(words: str, vehicle: Vehicle) -> bool:
    """Whether the words name a part; a car's title may end with one ("… Wire Wheels"), but then
    its page states equipment or colours."""
    whose = _PARTS_FOR.search(words)
    if whose and (read_make(whose["whose"])[0] or read_title(whose["whose"]).make):
        return True
    if not _PARTS.search(_REMARK.sub("", words)):
        return False
    equipment = (vehicle.engine, vehicle.transmission, vehicle.drivetrain, vehicle.exterior_color)
    return not any((*equipment, vehicle.interior_color, vehicle.body_style))


def _has_number_or_mileage(vehicle: Vehicle) -> bool:
    number = vehicle.vin_text or vehicle.vin or vehicle.chassis_number
    return bool(number) or vehicle.mileage is not None
