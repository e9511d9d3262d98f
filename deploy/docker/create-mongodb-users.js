// Run once by the MongoDB image: a user for each service, with rights on its own database alone.
[
  ['catalog', 'CATALOG_DB_PASSWORD'],
  ['carts', 'CARTS_DB_PASSWORD'],
  ['notifications', 'NOTIFICATIONS_DB_PASSWORD'],
].forEach(([database, variable]) => {
  const password = process.env[variable];
  if (!password) {
    throw new Error(`${variable} must be set`);
  }
  db.getSiblingDB(database).createUser({
    user: database,
    pwd: password,
    roles: [{role: 'readWrite', db: database}],
  });
});
