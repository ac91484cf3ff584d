// Countries of the simulated market with their cities (public geography), largest first. A country's
// weight is its share of the vendor's market, not of the world. `phone` names a numbering plan whose
// numbers are reserved for fiction; countries without such a range use the North American one.
import type { Culture } from "./people-names.ts";

export type Region = "North America" | "Latin America" | "EMEA" | "APAC";
export type PhonePlan = "northAmerica" | "britain" | "france" | "germany" | "sweden" | "australia";
export type Currency = "USD" | "EUR" | "GBP";

export interface Country {
  name: string;
  region: Region;
  currency: Currency;
  utcOffsetHours: number;
  weight: number;
  cultures: readonly Culture[];
  phone: PhonePlan;
  cities: readonly string[];
}

type Trait = Partial<Pick<Country, "phone" | "currency">>;

function country(
  heading: string,
  cultures: readonly Culture[],
  cities: string,
  trait: Trait = {},
): Country {
  const [name = "", region = "", weight = "1", utcOffset = "0"] = heading.split("|");
  return {
    name,
    region: region as Region,
    currency: "USD",
    utcOffsetHours: Number(utcOffset),
    weight: Number(weight),
    cultures,
    phone: "northAmerica",
    ...trait,
    cities: cities.split(","),
  };
}

const euro: Trait = { currency: "EUR" };

export const countries: readonly Country[] = [
  country(
    "United States|North America|230|-6",
    ["english", "english", "english", "spanish", "indian", "chinese", "african"],
    "New York,Los Angeles,Chicago,Houston,Phoenix,Philadelphia,San Antonio,San Diego,Dallas,Austin,San Jose,Jacksonville,Columbus,Charlotte,Indianapolis,San Francisco,Seattle,Denver,Nashville,Boston,El Paso,Portland,Las Vegas,Detroit,Memphis,Louisville,Baltimore,Milwaukee,Albuquerque,Tucson,Fresno,Sacramento,Kansas City,Mesa,Atlanta,Omaha,Colorado Springs,Raleigh,Miami,Long Beach,Virginia Beach,Oakland,Minneapolis,Tulsa,Tampa,Arlington,New Orleans,Wichita,Cleveland,Honolulu,Orlando,Cincinnati,St. Louis,Pittsburgh,Greensboro,Lincoln,Anchorage,Buffalo,Richmond,Boise,Spokane,Rochester,Des Moines,Salt Lake City,Madison,Providence,Savannah,Chattanooga,Knoxville",
  ),
  country(
    "Canada|North America|40|-5",
    ["english", "english", "french", "indian", "chinese"],
    "Toronto,Montréal,Vancouver,Calgary,Edmonton,Ottawa,Winnipeg,Québec,Hamilton,Kitchener,Halifax,Victoria,London Ontario,Saskatoon,Regina,Kelowna",
  ),
  country(
    "United Kingdom|EMEA|90|0",
    ["english", "english", "english", "indian", "african"],
    "London,Birmingham,Manchester,Glasgow,Leeds,Liverpool,Edinburgh,Bristol,Sheffield,Cardiff,Belfast,Leicester,Nottingham,Newcastle,Brighton,Southampton,Reading,Cambridge,Oxford,York,Aberdeen,Norwich,Exeter,Bath,Coventry",
    { phone: "britain", currency: "GBP" },
  ),
  country(
    "Ireland|EMEA|14|0",
    ["english"],
    "Dublin,Cork,Galway,Limerick,Waterford,Kilkenny,Sligo",
    euro,
  ),
  country(
    "France|EMEA|70|1",
    ["french", "french", "french", "arabic"],
    "Paris,Lyon,Marseille,Toulouse,Nice,Nantes,Bordeaux,Lille,Rennes,Strasbourg,Montpellier,Grenoble,Dijon,Angers,Nîmes,Tours,Reims,Le Havre,Clermont-Ferrand,Annecy,Metz,Brest",
    { phone: "france", currency: "EUR" },
  ),
  country(
    "Germany|EMEA|85|1",
    ["german", "german", "german", "turkish"],
    "Berlin,Hamburg,München,Köln,Frankfurt,Stuttgart,Düsseldorf,Leipzig,Dortmund,Essen,Bremen,Dresden,Hannover,Nürnberg,Duisburg,Bochum,Bielefeld,Bonn,Münster,Karlsruhe,Mannheim,Augsburg,Freiburg,Kiel,Mainz,Lübeck",
    { phone: "germany", currency: "EUR" },
  ),
  country("Austria|EMEA|14|1", ["german"], "Wien,Graz,Linz,Salzburg,Innsbruck,Klagenfurt", euro),
  country(
    "Switzerland|EMEA|16|1",
    ["german", "german", "french", "italian"],
    "Zürich,Genève,Basel,Lausanne,Bern,Luzern,Winterthur,Lugano",
    euro,
  ),
  country(
    "Netherlands|EMEA|32|1",
    ["dutch"],
    "Amsterdam,Rotterdam,Den Haag,Utrecht,Eindhoven,Groningen,Tilburg,Breda,Nijmegen,Haarlem,Arnhem,Delft",
    euro,
  ),
  country(
    "Belgium|EMEA|16|1",
    ["dutch", "french"],
    "Brussels,Antwerp,Ghent,Liège,Bruges,Leuven,Namur",
    euro,
  ),
  country(
    "Spain|EMEA|42|1",
    ["spanish"],
    "Madrid,Barcelona,Valencia,Sevilla,Zaragoza,Málaga,Bilbao,Murcia,Palma,Alicante,Córdoba,Valladolid,Vigo,Gijón,Granada,A Coruña,Pamplona,San Sebastián",
    euro,
  ),
  country(
    "Portugal|EMEA|14|0",
    ["portuguese"],
    "Lisboa,Porto,Braga,Coimbra,Aveiro,Faro,Évora",
    euro,
  ),
  country(
    "Italy|EMEA|40|1",
    ["italian"],
    "Rome,Milan,Naples,Turin,Palermo,Genoa,Bologna,Florence,Bari,Catania,Venice,Verona,Padua,Trieste,Brescia,Parma,Modena,Bergamo",
    euro,
  ),
  country(
    "Sweden|EMEA|22|1",
    ["nordic"],
    "Stockholm,Göteborg,Malmö,Uppsala,Västerås,Örebro,Linköping,Umeå",
    { phone: "sweden", currency: "EUR" },
  ),
  country("Denmark|EMEA|14|1", ["nordic"], "København,Aarhus,Odense,Aalborg,Esbjerg", euro),
  country("Norway|EMEA|14|1", ["nordic"], "Oslo,Bergen,Trondheim,Stavanger,Tromsø", euro),
  country("Finland|EMEA|12|2", ["nordic"], "Helsinki,Espoo,Tampere,Turku,Oulu", euro),
  country(
    "Poland|EMEA|24|1",
    ["slavic"],
    "Warszawa,Kraków,Łódź,Wrocław,Poznań,Gdańsk,Szczecin,Lublin,Katowice,Gdynia",
    euro,
  ),
  country("Czechia|EMEA|12|1", ["slavic"], "Praha,Brno,Ostrava,Plzeň,Olomouc", euro),
  country("Romania|EMEA|10|2", ["slavic"], "București,Cluj-Napoca,Timișoara,Iași,Brașov", euro),
  country("Croatia|EMEA|5|1", ["slavic"], "Zagreb,Split,Rijeka,Zadar", euro),
  country("Hungary|EMEA|7|1", ["slavic"], "Budapest,Debrecen,Szeged,Pécs,Győr", euro),
  country("Greece|EMEA|7|2", ["english"], "Athens,Thessaloniki,Patras,Heraklion,Larissa", euro),
  country(
    "Türkiye|EMEA|16|3",
    ["turkish"],
    "İstanbul,Ankara,İzmir,Bursa,Antalya,Adana,Konya,Gaziantep,Eskişehir",
    euro,
  ),
  country("United Arab Emirates|EMEA|14|4", ["arabic", "indian"], "Dubai,Abu Dhabi,Sharjah,Ajman"),
  country("Saudi Arabia|EMEA|8|3", ["arabic"], "Riyadh,Jeddah,Dammam,Medina,Khobar"),
  country("Egypt|EMEA|7|2", ["arabic"], "Cairo,Alexandria,Giza,Mansoura,Tanta"),
  country(
    "Morocco|EMEA|5|1",
    ["arabic", "french"],
    "Casablanca,Rabat,Marrakesh,Fes,Tangier,Agadir",
  ),
  country(
    "South Africa|EMEA|10|2",
    ["african", "english", "dutch"],
    "Johannesburg,Cape Town,Durban,Pretoria,Port Elizabeth,Bloemfontein,Stellenbosch",
  ),
  country("Nigeria|EMEA|7|1", ["african"], "Lagos,Abuja,Ibadan,Port Harcourt,Kano,Enugu"),
  country("Kenya|EMEA|5|3", ["african"], "Nairobi,Mombasa,Kisumu,Nakuru,Eldoret"),
  country("Ghana|EMEA|4|0", ["african"], "Accra,Kumasi,Tamale,Takoradi"),
  country(
    "Mexico|Latin America|32|-6",
    ["spanish"],
    "Ciudad de México,Guadalajara,Monterrey,Puebla,Tijuana,León,Querétaro,Mérida,Toluca,Chihuahua,Cancún,Aguascalientes,Hermosillo,Saltillo,Oaxaca",
  ),
  country(
    "Brazil|Latin America|38|-3",
    ["portuguese"],
    "São Paulo,Rio de Janeiro,Brasília,Salvador,Fortaleza,Belo Horizonte,Manaus,Curitiba,Recife,Porto Alegre,Goiânia,Belém,Campinas,Florianópolis,Vitória,Natal,Joinville,Londrina",
  ),
  country(
    "Argentina|Latin America|14|-3",
    ["spanish", "italian"],
    "Buenos Aires,Rosario,Mendoza,La Plata,Mar del Plata,Salta,Santa Fe,Bariloche",
  ),
  country(
    "Colombia|Latin America|12|-5",
    ["spanish"],
    "Bogotá,Medellín,Cali,Barranquilla,Cartagena,Bucaramanga,Pereira,Manizales",
  ),
  country(
    "Chile|Latin America|10|-4",
    ["spanish"],
    "Santiago,Valparaíso,Concepción,Antofagasta,Temuco",
  ),
  country("Peru|Latin America|7|-5", ["spanish"], "Lima,Arequipa,Trujillo,Cusco,Piura"),
  country("Uruguay|Latin America|3|-3", ["spanish"], "Montevideo,Punta del Este,Colonia"),
  country("Costa Rica|Latin America|3|-6", ["spanish"], "San José,Alajuela,Heredia"),
  country(
    "India|APAC|60|5.5",
    ["indian"],
    "Mumbai,Delhi,Bengaluru,Hyderabad,Chennai,Kolkata,Pune,Ahmedabad,Jaipur,Lucknow,Surat,Kochi,Indore,Nagpur,Coimbatore,Chandigarh,Visakhapatnam,Bhopal,Vadodara,Mysuru",
  ),
  country(
    "China|APAC|20|8",
    ["chinese"],
    "Shanghai,Beijing,Shenzhen,Guangzhou,Chengdu,Hangzhou,Wuhan,Suzhou,Nanjing,Xiamen,Qingdao,Dalian,Tianjin",
  ),
  country(
    "Japan|APAC|34|9",
    ["japanese"],
    "Tokyo,Yokohama,Osaka,Nagoya,Sapporo,Fukuoka,Kobe,Kyoto,Kawasaki,Sendai,Hiroshima,Chiba,Kanazawa",
  ),
  country("South Korea|APAC|16|9", ["korean"], "Seoul,Busan,Incheon,Daegu,Daejeon,Gwangju,Suwon"),
  country("Singapore|APAC|16|8", ["chinese", "southeastAsian", "indian"], "Singapore"),
  country(
    "Malaysia|APAC|9|8",
    ["southeastAsian", "chinese"],
    "Kuala Lumpur,George Town,Johor Bahru,Ipoh",
  ),
  country(
    "Indonesia|APAC|12|7",
    ["southeastAsian"],
    "Jakarta,Surabaya,Bandung,Medan,Semarang,Yogyakarta,Denpasar,Makassar",
  ),
  country(
    "Vietnam|APAC|9|7",
    ["southeastAsian"],
    "Ho Chi Minh City,Hanoi,Da Nang,Hai Phong,Can Tho,Hue",
  ),
  country("Thailand|APAC|8|7", ["southeastAsian"], "Bangkok,Chiang Mai,Phuket,Khon Kaen,Pattaya"),
  country(
    "Philippines|APAC|9|8",
    ["southeastAsian"],
    "Manila,Quezon City,Cebu,Davao,Makati,Baguio",
  ),
  country(
    "Australia|APAC|34|10",
    ["english", "english", "chinese", "indian"],
    "Sydney,Melbourne,Brisbane,Perth,Adelaide,Gold Coast,Canberra,Hobart,Newcastle NSW,Wollongong,Geelong,Cairns,Darwin,Townsville",
    { phone: "australia" },
  ),
  country(
    "New Zealand|APAC|8|12",
    ["english"],
    "Auckland,Wellington,Christchurch,Dunedin,Tauranga,Hamilton NZ",
  ),
];
