"""The makes of vehicles as titles write them. Who built hardly anything but motorcycles stands
apart. No name that is a plain word, too, is among them ("White", "Star", "Victory"): after a year
it is a colour or a trim."""

_NAMES = """
Abarth, AC, Acura, Adler, Airstream, Alfa Romeo, Allard, Alpina, Alpine, Alvis, AM General, AMC,
American Bantam, American LaFrance, Amilcar, Amphicar, Ariel, Armstrong Siddeley, Arnolt-Bristol,
ASA, Asia Motors, Aston Martin, Auburn, Audi, Austin, Austin-Healey, Auto Union, Autobianchi,
Autozam, Avanti, BAC, Bandini, Beck, Bentley, Berkeley, Bertone, Bitter, Bizzarrini, Blue Bird,
BMW, Bollinger, Borgward, Brabham, Bricklin, Bristol, Brough Superior, Bugatti, Buick, BYD,
Cadillac, Callaway, Caterham, Chalmers, Chandler, Checker, Chevrolet, Chevron, Chrysler, Cisitalia,
Citroën, Cizeta, Clénet, Connaught, Cooper, Cord, Crosley, Crosslé, Cunningham, Cupra, Czinger,
Dacia, Daewoo, DAF, Daihatsu, Daimler, Dallara, Datsun, David Brown, De Dion-Bouton, De Tomaso,
Delage, Delahaye, Delaunay-Belleville, DeLorean, Denza, DeSoto, Detroit Electric, Devin, Diamond T,
Divco, DKW, Dodge, Donkervoort, Dual-Ghia, Duesenberg, Durant, Eagle, Edsel, Elva, EMW, Erskine,
Essex, Excalibur, Facel Vega, Factory Five, Ferrari, Fiat, Fiberfab, Fisker, Ford, Franklin,
Frazer, Frazer Nash, Freightliner, FSM, FSO, GAZ, Genesis, Geo, Ghia, Giannini, Gilbern, Ginetta,
Glas, GMC, Goggomobil, Goliath, Gordon-Keeble, Graham, Graham-Paige, Griffith, Grumman, GTM,
Gumpert, Gurgel, Haflinger, HCS, Heinkel, Hennessey, Henry J, Hesketh, Hillman, Hino,
Hispano-Suiza, Holden, Honda, Hongqi, Horch, Hotchkiss, HRG, Hudson, Humber, Hummer, Hupmobile,
Hyundai, Imperial, Ineos, Infiniti, Innocenti, Intermeccanica, International, International
Harvester, Invicta, Iso, Isotta Fraschini, Isuzu, Itala, Jaguar, Jeep, Jensen, Jensen-Healey,
Jowett, Kaiser, Kellison, Kenworth, Kia, Kissel, Koenigsegg, KTM, Kurtis, Lada, LaForza, Lagonda,
Lamborghini, Lancia, Land Rover, LaSalle, Lea-Francis, Lexus, Leyland, Ligier, Lincoln, Lister,
LMX, Local Motors, Locomobile, Lola, Lotec, Lotus, Lozier, Lucid, Lynk & Co, Mack, Mahindra,
Marcos, Marmon, Marmon-Herrington, Maserati, Matra, Maxwell, Maybach, Mazda, McLaren, Mercedes-AMG,
Mercedes-Benz, Mercedes-Maybach, Mercer, Mercury, Merkur, Messerschmitt, Meyers Manx, MG, Microcar,
Minerva, Mini, Mitsubishi, Mitsuoka, Mochet, Monica, Monteverdi, Moretti, Morgan, Morris, Moskvich,
Mosler, Nardi, Nash, Nash-Healey, Nissan, Noble, NSU, Oakland, Ogle, Oldsmobile, Opel, OSCA,
Overland, Packard, Pagani, Paige, Panhard, Panoz, Panther, Pegaso, Perana, Peterbilt, Peugeot,
Piaggio, Pierce-Arrow, Pininfarina, Pleasure-Way, Plymouth, Polaris Slingshot, Polestar, Pontiac,
Pope-Hartford, Porsche, Praga, Prevost, Puma, Qvale, Radical, Railton, Ralt, Ram, Rambler, Reliant,
Renault, REO, Reynard, Riley, Rimac, Rivian, Rolls-Royce, Rometsch, Rossion, Rover, RUF, Ruxton,
Saab, Sabra, Safir, Saleen, Salmson, Santa Matilda, Saturn, Scion, Seat, Shelby, Siata, Simca,
Simplex, Singer, Smart, Spyker, SSC, Stanguellini, Stanley, Stearns-Knight, Stevens-Duryea, Steyr,
Steyr-Puch, Studebaker, Stutz, Subaru, Sunbeam, Sunbeam-Talbot, Superformance, Superlite, Suzuki,
Swallow Doretti,
Škoda, Talbot, Talbot-Lago, Tatra, Tesla, Thomas Flyer, Toyota, Trabant, Triumph, Tucker, Turner,
TVR, UAZ, Ultima, Unimog, Van Diemen, Vanden Plas, Vanderhall, Vauxhall, Vector, Venturi, Veritas,
Vespa, VinFast, Voisin, Volkswagen, Volvo, VPG, W Motors, Wanderer, Wartburg, Warwick, Westfield,
Whippet, Wiesmann, Willys, Willys-Knight, Willys-Overland, Winnebago, Winton, Wolseley, Yugo,
Zagato, Zaporozhets, ZAZ, Zenos, Zenvo, Zimmer, Zündapp
"""

_MOTORCYCLE_NAMES = """
AJS, Aprilia, Arctic Cat, Benelli, Bimota, BSA, Buell, Bultaco, Cagiva, Cushman, Ducati,
Excelsior-Henderson, Gilera, Greeves, Harley-Davidson, Hodaka, Husqvarna, Indian, Jawa, Kawasaki,
Lambretta, Laverda, Maico, Matchless, Montesa, Moto Guzzi, Moto Morini, Münch, MV Agusta, Norton,
Ossa, Penton, Rickman, Rokon, Royal Enfield, Rupp, Velocette, Vincent, Yamaha
"""

# What else titles write, and the make that is meant.
ALIASES = {
    "Alfa": "Alfa Romeo",
    "Alfa-Romeo": "Alfa Romeo",
    "American Motors": "AMC",
    "Chev": "Chevrolet",
    "Chevy": "Chevrolet",
    "Citroen": "Citroën",
    "Clenet": "Clénet",
    "Crossle": "Crosslé",
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
    "Harley": "Harley-Davidson",
    "Harley Davidson": "Harley-Davidson",
    "Munch": "Münch",
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
MAKES_OF_MODELS = {
    "Range Rover": "Land Rover",
    "MGA": "MG",
    "MGB": "MG",
    "MGC": "MG",
    "Chevy II": "Chevrolet",
}

# A tuner and a colour of BMWs, whose first words are makes.
NO_MAKES = ("AC Schnitzer", "Alpine White")

MOTORCYCLE_MAKES = tuple(" ".join(name.split()) for name in _MOTORCYCLE_NAMES.split(","))
MAKES = (*(" ".join(name.split()) for name in _NAMES.split(",")), *MOTORCYCLE_MAKES)
