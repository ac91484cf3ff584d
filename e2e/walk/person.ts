// The one who walks.
export const ADMIN = {
  name: "Mira Stone",
  email: "mira@walk.example",
  password: "correct horse battery",
  workspaceName: "Northwind",
};

export const INVITED = {
  name: "Otis Bell",
  email: "otis@walk.example",
  password: "another battery staple",
};
