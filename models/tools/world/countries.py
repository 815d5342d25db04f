# SPDX-License-Identifier: EUPL-1.2
"""The countries of the world: the members of the United Nations, Vatican City
and the four nations of the United Kingdom, each with its capital and continent.

A name that takes the article carries it ("the Gambia"); the other names are
what people also call the country. Plain ASCII letters keep the small
vocabulary small.
"""

# name = capital [= other name, other name]
_TABLE = {
    "Africa": """
Algeria = Algiers
Angola = Luanda
Benin = Porto-Novo
Botswana = Gaborone
Burkina Faso = Ouagadougou
Burundi = Gitega
Cameroon = Yaounde
Cape Verde = Praia = Cabo Verde
the Central African Republic = Bangui
Chad = N'Djamena
the Comoros = Moroni
the Democratic Republic of the Congo = Kinshasa = DR Congo, the DRC
the Republic of the Congo = Brazzaville
Djibouti = Djibouti
Egypt = Cairo
Equatorial Guinea = Malabo
Eritrea = Asmara
Eswatini = Mbabane = Swaziland
Ethiopia = Addis Ababa
Gabon = Libreville
the Gambia = Banjul = Gambia
Ghana = Accra
Guinea = Conakry
Guinea-Bissau = Bissau
Ivory Coast = Yamoussoukro = the Ivory Coast, Cote d'Ivoire
Kenya = Nairobi
Lesotho = Maseru
Liberia = Monrovia
Libya = Tripoli
Madagascar = Antananarivo
Malawi = Lilongwe
Mali = Bamako
Mauritania = Nouakchott
Mauritius = Port Louis
Morocco = Rabat
Mozambique = Maputo
Namibia = Windhoek
Niger = Niamey
Nigeria = Abuja
Rwanda = Kigali
Sao Tome and Principe = Sao Tome
Senegal = Dakar
Seychelles = Victoria = the Seychelles
Sierra Leone = Freetown
Somalia = Mogadishu
South Africa = Pretoria
South Sudan = Juba
Sudan = Khartoum
Tanzania = Dodoma
Togo = Lome
Tunisia = Tunis
Uganda = Kampala
Zambia = Lusaka
Zimbabwe = Harare
""",
    "Asia": """
Afghanistan = Kabul
Armenia = Yerevan
Azerbaijan = Baku
Bahrain = Manama
Bangladesh = Dhaka
Bhutan = Thimphu
Brunei = Bandar Seri Begawan
Cambodia = Phnom Penh
China = Beijing
Georgia = Tbilisi
India = New Delhi
Indonesia = Jakarta
Iran = Tehran
Iraq = Baghdad
Israel = Jerusalem
Japan = Tokyo
Jordan = Amman
Kazakhstan = Astana
Kuwait = Kuwait City
Kyrgyzstan = Bishkek
Laos = Vientiane
Lebanon = Beirut
Malaysia = Kuala Lumpur
the Maldives = Male = Maldives
Mongolia = Ulaanbaatar
Myanmar = Naypyidaw = Burma
Nepal = Kathmandu
North Korea = Pyongyang
Oman = Muscat
Pakistan = Islamabad
the Philippines = Manila = Philippines
Qatar = Doha
Saudi Arabia = Riyadh
Singapore = Singapore
South Korea = Seoul
Sri Lanka = Sri Jayawardenepura Kotte
Syria = Damascus
Tajikistan = Dushanbe
Thailand = Bangkok
Timor-Leste = Dili = East Timor
Turkey = Ankara = Turkiye
Turkmenistan = Ashgabat
the United Arab Emirates = Abu Dhabi = the UAE, United Arab Emirates
Uzbekistan = Tashkent
Vietnam = Hanoi
Yemen = Sanaa
""",
    "Europe": """
Albania = Tirana
Andorra = Andorra la Vella
Austria = Vienna
Belarus = Minsk
Belgium = Brussels
Bosnia and Herzegovina = Sarajevo = Bosnia
Bulgaria = Sofia
Croatia = Zagreb
Cyprus = Nicosia
the Czech Republic = Prague = Czechia, Czech Republic
Denmark = Copenhagen
England = London
Estonia = Tallinn
Finland = Helsinki
France = Paris
Germany = Berlin
Greece = Athens
Hungary = Budapest
Iceland = Reykjavik
Ireland = Dublin = the Republic of Ireland
Italy = Rome
Latvia = Riga
Liechtenstein = Vaduz
Lithuania = Vilnius
Luxembourg = Luxembourg
Malta = Valletta
Moldova = Chisinau
Monaco = Monaco
Montenegro = Podgorica
the Netherlands = Amsterdam = Netherlands, Holland
North Macedonia = Skopje = Macedonia
Northern Ireland = Belfast
Norway = Oslo
Poland = Warsaw
Portugal = Lisbon
Romania = Bucharest
Russia = Moscow
San Marino = San Marino
Scotland = Edinburgh
Serbia = Belgrade
Slovakia = Bratislava
Slovenia = Ljubljana
Spain = Madrid
Sweden = Stockholm
Switzerland = Bern
Ukraine = Kyiv
the United Kingdom = London = the UK, Britain, Great Britain, United Kingdom, UK
Vatican City = Vatican City = the Vatican
Wales = Cardiff
""",
    "North America": """
Antigua and Barbuda = Saint John's
the Bahamas = Nassau = Bahamas
Barbados = Bridgetown
Belize = Belmopan
Canada = Ottawa
Costa Rica = San Jose
Cuba = Havana
Dominica = Roseau
the Dominican Republic = Santo Domingo
El Salvador = San Salvador
Grenada = Saint George's
Guatemala = Guatemala City
Haiti = Port-au-Prince
Honduras = Tegucigalpa
Jamaica = Kingston
Mexico = Mexico City
Nicaragua = Managua
Panama = Panama City
Saint Kitts and Nevis = Basseterre
Saint Lucia = Castries
Saint Vincent and the Grenadines = Kingstown
Trinidad and Tobago = Port of Spain = Trinidad
the United States = Washington = the USA, America, the United States of America, the US, USA
""",
    "South America": """
Argentina = Buenos Aires
Bolivia = Sucre
Brazil = Brasilia
Chile = Santiago
Colombia = Bogota
Ecuador = Quito
Guyana = Georgetown
Paraguay = Asuncion
Peru = Lima
Suriname = Paramaribo
Uruguay = Montevideo
Venezuela = Caracas
""",
    "Oceania": """
Australia = Canberra
Fiji = Suva
Kiribati = South Tarawa
the Marshall Islands = Majuro = Marshall Islands
Micronesia = Palikir
Nauru = Yaren
New Zealand = Wellington
Palau = Ngerulmud
Papua New Guinea = Port Moresby
Samoa = Apia
the Solomon Islands = Honiara = Solomon Islands
Tonga = Nuku'alofa
Tuvalu = Funafuti
Vanuatu = Port Vila
""",
}


class Country:
    """One country. `name` is the form used in answers."""

    def __init__(self, name, capital, continent, aliases):
        self.name = name
        self.capital = capital
        self.continent = continent
        self.aliases = aliases

    def called(self, rng):
        """The name a person might use: the usual one, or now and then another."""
        if self.aliases and rng.random() < 0.3:
            return rng.choice(self.aliases)
        return self.name


def _read():
    countries = []
    for continent, lines in _TABLE.items():
        for line in lines.strip().splitlines():
            name, capital, *others = [part.strip() for part in line.split(" = ")]
            aliases = others[0].split(", ") if others else []
            countries.append(Country(name, capital, continent, aliases))
    return countries


COUNTRIES = _read()


def possessive(name):
    """`Japan's`, but `the Netherlands'`."""
    return name + ("'" if name.endswith("s") else "'s")


def sentence_start(text):
    """The same text with a capital letter in front."""
    return text[:1].upper() + text[1:]
