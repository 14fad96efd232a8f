"""The makes of cars as titles write them. Who only built motorcycles is not among them, and no name
that is a plain word, too ("White", "Star", "Standard"): after a year it is a colour or a trim."""

_NAMES = """
Abarth, AC, Acura, Adler, Airstream, Alfa Romeo, Allard, Alpina, Alpine, Alvis, AM General, AMC,
American Bantam, American LaFrance, Amphicar, Ariel, Armstrong Siddeley, Arnolt-Bristol, ASA, Asia
Motors, Aston Martin, Auburn, Audi, Austin, Austin-Healey, Auto Union, Autobianchi, Autozam,
Avanti, BAC, Bandini, Beck, Bentley, Berkeley, Bertone, Bitter, Bizzarrini, BMW, Borgward,
Bricklin, Bristol, Brough Superior, Bugatti, Buick, BYD, Cadillac, Callaway, Caterham, Chalmers,
Chandler, Checker, Chevrolet, Chevron, Chrysler, Cisitalia, Citroën, Connaught, Cooper, Cord,
Crosley, Cunningham, Cupra, Dacia, Daewoo, DAF, Daihatsu, Daimler, Datsun, David Brown, De
Dion-Bouton, De Tomaso, Delage, Delahaye, Delaunay-Belleville, DeLorean, Denza, DeSoto, Detroit
Electric, Devin, Diamond T, Divco, DKW, Dodge, Donkervoort, Dual-Ghia, Duesenberg, Durant, Eagle,
Edsel, Elva, EMW, Erskine, Essex, Excalibur, Facel Vega, Factory Five, Ferrari, Fiat, Fisker,
Ford, Franklin, Frazer, Frazer Nash, Freightliner, FSM, FSO, GAZ, Genesis, Geo, Giannini, Gilbern,
Ginetta, Glas, GMC, Goggomobil, Goliath, Gordon-Keeble, Graham, Graham-Paige, Griffith, Grumman,
GTM, Gumpert, Haflinger, HCS, Heinkel, Hennessey, Henry J, Hesketh, Hillman, Hino, Hispano-Suiza,
Holden, Honda, Horch, Hotchkiss, HRG, Hudson, Humber, Hummer, Hupmobile, Hyundai, Imperial, Ineos,
Infiniti, Innocenti, Intermeccanica, International, International Harvester, Invicta, Iso, Isotta
Fraschini, Isuzu, Jaguar, Jeep, Jensen, Jensen-Healey, Jowett, Kaiser, Kellison, Kenworth, Kia,
Kissel, Koenigsegg, KTM, Kurtis, Lada, Lagonda, Lamborghini, Lancia, Land Rover, LaSalle,
Lea-Francis, Lexus, Leyland, Lincoln, Lister, LMX, Locomobile, Lola, Lotec, Lotus, Lozier, Lucid,
Lynk & Co, Mack, Mahindra, Marcos, Marmon, Marmon-Herrington, Maserati, Matra, Maxwell, Maybach,
Mazda, McLaren, Mercedes-AMG, Mercedes-Benz, Mercedes-Maybach, Mercer, Mercury, Merkur,
Messerschmitt, Meyers Manx, MG, Microcar, Mini, Mitsubishi, Mochet, Monica, Monteverdi, Moretti,
Morgan, Morris, Moskvich, Mosler, Nash, Nash-Healey, Nissan, Noble, NSU, Oakland, Ogle,
Oldsmobile, Opel, OSCA, Overland, Packard, Pagani, Paige, Panhard, Panoz, Panther, Pegaso, Perana,
Peterbilt, Peugeot, Piaggio, Pierce-Arrow, Pininfarina, Plymouth, Polaris Slingshot, Polestar,
Pontiac, Porsche, Praga, Puma, Qvale, Radical, Railton, Ram, Rambler, Reliant, Renault, REO,
Riley, Rimac, Rivian, Rolls-Royce, Rossion, Rover, RUF, Saab, Sabra, Safir, Saleen, Salmson, Santa
Matilda, Saturn, Scion, Seat, Shelby, Siata, Simca, Simplex, Singer, Smart, Spyker, SSC,
Stanguellini, Stanley, Stearns-Knight, Steyr, Steyr-Puch, Studebaker, Stutz, Subaru, Sunbeam,
Superformance, Suzuki, Talbot, Talbot-Lago, Tatra, Tesla, Thomas Flyer, Toyota, Trabant, Triumph,
Tucker, Turner, TVR, UAZ, Ultima, Unimog, Vanden Plas, Vanderhall, Vauxhall, Vector, Venturi,
Veritas, Vespa, VinFast, Volkswagen, Volvo, VPG, W Motors, Wartburg, Warwick, Westfield, Whippet,
Wiesmann, Willys, Willys-Knight, Willys-Overland, Winton, Wolseley, Yugo, Zagato, Zaporozhets,
ZAZ, Zenos, Zenvo, Zimmer, Zündapp, Škoda
"""

# What else titles write, and the make that is meant.
ALIASES = {
    "Alfa": "Alfa Romeo",
    "Alfa-Romeo": "Alfa Romeo",
    "American Motors": "AMC",
    "Chev": "Chevrolet",
    "Chevy": "Chevrolet",
    "Citroen": "Citroën",
    "DeTomaso": "De Tomaso",
    "Landrover": "Land Rover",
    "Land-Rover": "Land Rover",
    "La Salle": "LaSalle",
    "De Soto": "DeSoto",
    "De Lorean": "DeLorean",
    "Mercedes": "Mercedes-Benz",
    "Mercedes Benz": "Mercedes-Benz",
    "Mercedes AMG": "Mercedes-AMG",
    "Mercedes Maybach": "Mercedes-Maybach",
    "Olds": "Oldsmobile",
    "Pierce Arrow": "Pierce-Arrow",
    "Rolls": "Rolls-Royce",
    "Rolls Royce": "Rolls-Royce",
    "Austin Healey": "Austin-Healey",
    "Jensen Healey": "Jensen-Healey",
    "Hispano Suiza": "Hispano-Suiza",
    "Skoda": "Škoda",
    "VW": "Volkswagen",
    "Volkswagon": "Volkswagen",
    "Zundapp": "Zündapp",
}

# Models that stand without their make.
MAKES_OF_MODELS = {"Range Rover": "Land Rover", "MGA": "MG", "MGB": "MG", "MGC": "MG"}

MAKES = tuple(" ".join(name.split()) for name in _NAMES.split(","))
