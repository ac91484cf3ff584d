// Common given names and surnames by culture, to be combined at random. A pair that matches someone
// alive does so by chance: no list of people was used. Order matters: earlier names are drawn more often.

export interface NameLists {
  given: readonly string[];
  surnames: readonly string[];
}

function names(given: string, surnames: string): NameLists {
  return { given: given.split(" "), surnames: surnames.split(",") };
}

export const peopleNames = {
  english: names(
    "James Emily Oliver Grace Daniel Olivia Michael Sarah Thomas Charlotte William Emma Jack Hannah Benjamin Lucy Samuel Chloe Henry Alice Matthew Megan Andrew Claire Ethan Abigail Nathan Rebecca Ryan Lauren Edward Sophie George Natalie Aaron Zoë Caleb Fiona Duncan Imogen",
    "Smith,Johnson,Brown,Taylor,Wilson,Clark,Walker,Harris,Wright,Turner,Hughes,Parker,Bennett,Cooper,Morgan,Reed,Foster,Hayes,Ellis,Murray,Barnes,Fletcher,Marsh,Whitfield,Thornton,Ashby,Holloway,Pemberton,O'Neill,MacLeod,Kendrick,Langley,Stratton,Wexford,Abernathy",
  ),
  spanish: names(
    "María José Carmen Luis Sofía Carlos Lucía Javier Valentina Diego Camila Alejandro Isabel Andrés Paula Miguel Elena Fernando Daniela Jorge Ximena Rafael Marta Pablo Adriana Sergio Rocío Álvaro Beatriz Emilio Inés Ramiro",
    "García,Rodríguez,Martínez,Hernández,López,González,Pérez,Sánchez,Ramírez,Torres,Flores,Vargas,Castillo,Morales,Ortega,Delgado,Navarro,Iglesias,Cabrera,Fuentes,Salazar,Peña,Ibáñez,Quintero,Montoya,Zamora,Ávila,Núñez,Villalobos,Echeverría",
  ),
  portuguese: names(
    "Ana João Mariana Pedro Beatriz Tiago Juliana Rafael Camila Gustavo Larissa Rodrigo Inês Bruno Letícia Felipe Catarina André Fernanda Vasco Helena Caio Renata Duarte",
    "Silva,Santos,Oliveira,Souza,Pereira,Costa,Ferreira,Almeida,Carvalho,Gomes,Ribeiro,Barbosa,Teixeira,Moreira,Cardoso,Nogueira,Figueiredo,Azevedo,Magalhães,Tavares,Brandão,Queirós",
  ),
  french: names(
    "Marie Pierre Camille Antoine Léa Julien Chloé Nicolas Manon Mathieu Élodie Guillaume Inès Thibault Céline Hugo Aurélie Baptiste Margaux Étienne Noémie Gaël Solène Olivier Clémence Quentin Amélie Rémi",
    "Martin,Bernard,Dubois,Durand,Moreau,Laurent,Lefèvre,Roux,Fournier,Girard,Mercier,Bonnet,Lambert,Faure,Rousseau,Blanchard,Garnier,Chevalier,Perrin,Marchand,Delacroix,Besson,Lacroix,Vasseur,Renaudin,Montclair",
  ),
  german: names(
    "Anna Lukas Julia Felix Laura Jonas Katharina Maximilian Lena Tobias Sabine Stefan Franziska Matthias Johanna Florian Miriam Jürgen Svenja Andreas Heike Björn Theresa Moritz Ulrike Konstantin Greta Rüdiger",
    "Müller,Schmidt,Schneider,Fischer,Weber,Wagner,Becker,Hoffmann,Schäfer,Koch,Richter,Klein,Wolf,Neumann,Zimmermann,Krüger,Hartmann,Lange,Werner,Krause,Lehmann,Köhler,Brandt,Vogel,Lindemann,Roth,Steiner,Huber,Gruber,Wiedemann",
  ),
  dutch: names(
    "Daan Sanne Lars Femke Thijs Lotte Bram Anouk Jeroen Maaike Ruben Marieke Sander Eline Joost Hanneke Wouter Fleur Pieter Ilse",
    "de Jong,Jansen,de Vries,van den Berg,Bakker,van Dijk,Visser,Smit,Meijer,de Boer,Mulder,Bos,Vos,Peeters,Hendriks,van Leeuwen,Dekker,Maes,Claes,Wouters,Hoekstra",
  ),
  italian: names(
    "Giulia Marco Francesca Alessandro Chiara Luca Martina Matteo Valentina Davide Elisa Lorenzo Silvia Riccardo Federica Giorgio Ilaria Stefano Beatrice Nicolò Caterina Dario",
    "Rossi,Russo,Ferrari,Esposito,Bianchi,Romano,Colombo,Ricci,Marino,Greco,Bruno,Gallo,Conti,De Luca,Costa,Giordano,Mancini,Rizzo,Lombardi,Moretti,Barbieri,Fontana,Santoro,Caruso",
  ),
  nordic: names(
    "Emma Erik Ingrid Lars Astrid Mikkel Freja Johan Sofie Anders Maja Henrik Linnea Magnus Elin Søren Kirsten Oskar Aino Mikko Sigrid Jens Helena Eero Åsa Bjørn",
    "Andersson,Johansson,Hansen,Nielsen,Larsen,Karlsson,Olsen,Pedersen,Lindberg,Berg,Korhonen,Virtanen,Nyström,Dahl,Haugen,Lund,Holm,Sandberg,Ekström,Mäkinen,Kjær,Solberg,Bergqvist,Østergaard",
  ),
  slavic: names(
    "Anna Piotr Katarzyna Tomasz Magdalena Jan Zuzanna Michał Petra Ondřej Lucie Jakub Ivana Marek Eva Paweł Tereza Łukasz Agnieszka Radek Milena Bogdan Vesna Zoran Olena Andrei Ioana Mihai",
    "Nowak,Kowalski,Wiśniewski,Wójcik,Lewandowski,Novák,Svoboda,Dvořák,Černý,Horváth,Kovač,Novotný,Petrov,Ivanov,Popescu,Ionescu,Zieliński,Mazur,Kučera,Marković,Jovanović,Szymański,Shevchenko,Kravets",
  ),
  turkish: names(
    "Ayşe Mehmet Elif Mustafa Zeynep Emre Merve Can Selin Burak Deniz Hakan Ece Kerem Gül Serkan Aslı Onur Defne Tolga",
    "Yılmaz,Kaya,Demir,Şahin,Çelik,Yıldız,Aydın,Öztürk,Arslan,Doğan,Kılıç,Aslan,Çetin,Koç,Kurt,Özdemir,Erdoğdu,Polat,Güneş,Tekin",
  ),
  arabic: names(
    "Fatima Omar Layla Ahmed Noor Khalid Mariam Yousef Aisha Hassan Salma Tariq Huda Karim Rania Samir Dina Faisal Amira Ziad",
    "Al-Hashimi,Haddad,Khoury,Mansour,Nasser,Farouk,Saleh,Rahman,Aziz,Qasim,Darwish,Hamdan,El-Sayed,Barakat,Najjar,Shaheen,Mahfouz,Al-Rashid,Benali,Zidan",
  ),
  indian: names(
    "Priya Rahul Ananya Arjun Neha Vikram Kavya Rohan Pooja Sanjay Divya Amit Meera Karthik Shreya Nikhil Lakshmi Aditya Ishita Manish Sunita Suresh Tara Varun",
    "Sharma,Patel,Singh,Kumar,Gupta,Reddy,Iyer,Nair,Mehta,Joshi,Rao,Desai,Banerjee,Chatterjee,Kapoor,Malhotra,Menon,Pillai,Kulkarni,Bhatt,Shetty,Agarwal",
  ),
  chinese: names(
    "Wei Li Jing Hao Xin Yan Ming Fang Jun Mei Lei Yu Qiang Hui Bo Xia Tao Ling Zhen Rui Cheng Yun",
    "Wang,Li,Zhang,Liu,Chen,Yang,Huang,Zhao,Wu,Zhou,Xu,Sun,Ma,Zhu,Hu,Guo,Lin,He,Gao,Luo,Tan,Lim",
  ),
  japanese: names(
    "Yuki Haruto Sakura Kenji Aoi Takumi Hina Daisuke Misaki Hiroshi Emi Kaito Naomi Ryo Akiko Shota Mei Satoshi Kaori Yuto",
    "Sato,Suzuki,Takahashi,Tanaka,Watanabe,Ito,Yamamoto,Nakamura,Kobayashi,Kato,Yoshida,Yamada,Sasaki,Matsumoto,Inoue,Kimura,Hayashi,Shimizu,Mori,Okada",
  ),
  korean: names(
    "Jiwoo Minjun Seoyeon Dohyun Hana Jihoon Soojin Hyunwoo Yuna Taeyang Eunji Sungmin Minji Joonho Haeun Kyungsoo",
    "Kim,Lee,Park,Choi,Jung,Kang,Cho,Yoon,Jang,Lim,Han,Oh,Seo,Shin,Kwon,Hwang",
  ),
  southeastAsian: names(
    "Linh Minh Siti Budi Putri Adi Nurul Hafiz Thao Duc Dewi Rizal Somchai Malee Angelo Jasmine Anh Hien Rina Fajar Tuan Ayu",
    "Nguyen,Tran,Le,Pham,Santoso,Wijaya,Putra,Hidayat,Abdullah,Ismail,Reyes,Cruz,Bautista,Mendoza,Suwan,Chaiyasit,Vu,Dang,Gunawan,Lestari",
  ),
  african: names(
    "Amara Chidi Zainab Kwame Ngozi Tunde Wanjiru Kofi Adaeze Sipho Thandi Juma Akinyi Emeka Lerato Baraka Nia Femi Abena Mandla",
    "Okafor,Mensah,Adeyemi,Mwangi,Nkosi,Otieno,Dlamini,Abiodun,Owusu,Kamau,Eze,Boateng,Ndlovu,Balogun,Kiprono,Asante,Wanjala,Mbeki,Oyelaran,Achieng",
  ),
} as const satisfies Record<string, NameLists>;

export type Culture = keyof typeof peopleNames;
