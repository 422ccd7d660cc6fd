#!/bin/bash
# Runs once, when the database volume is empty (docker-entrypoint-initdb.d). It makes two roles: the owner migrates,
# the application works and may only do what the migrations grant it. The image runs this file or reads it into its
# own shell, depending on the execute bit, so it sets no shell options.
: "${DATABASE_OWNER_PASSWORD:?is missing}" "${DATABASE_APP_PASSWORD:?is missing}"

# \getenv keeps the passwords out of the process list, and :'...' quotes them whatever they hold.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL' || exit 1
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD
\getenv database POSTGRES_DB
CREATE ROLE tavola_owner LOGIN CREATEROLE PASSWORD :'owner_password';
ALTER DATABASE :"database" OWNER TO tavola_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
CREATE ROLE tavola_app LOGIN PASSWORD :'app_password';
-- As the embedded server does it (src/platform/database/embedded/roles.ts).
GRANT tavola_app TO tavola_owner;
GRANT CONNECT ON DATABASE :"database" TO tavola_app;
SQL
