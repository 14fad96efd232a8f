-- Who may do what: three roles with the least rights that the program works with.
--
-- Run by the owner of the database, after each migration: a table that is new, or that this file
-- does not name, can be used by nobody but its owner. It may be run any number of times.
--
--     python -m db migrate                            tables and roles, with the owner's DATABASE_URL
--     psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f db/roles.sql                     the roles alone
--
-- The roles cannot log in: they are given to logins, one for each purpose or machine.
--
--     CREATE ROLE night_worker LOGIN PASSWORD '...';
--     GRANT overnight_worker TO night_worker;
--     ALTER ROLE night_worker SET statement_timeout = '60s';  -- only behind a pooler, see below
--
-- overnight_reader     reads: `scrapy status`, `scrapy report`
-- overnight_worker     reads, and writes what pages say: `scrapy crawl`, `enqueue`, `requeue` ...
-- overnight_scheduler  does what a worker does, keeps the runs of jobs, and deletes what is old:
--                      `scheduler.py`, `scrapy prune`
--
-- To change the schedule (cron.schedule, UPDATE cron.job) is the owner's, as are all tables.
--
-- Settings of a role do not pass to the logins that it is given to, so there are none here: the
-- program itself says how long a statement may take when it connects. Behind a pooler in transaction
-- mode it says so in each transaction, and the line above also covers the one statement (a host's
-- next slot) that it sends without one.
-- The search path needs no setting: nobody but the owner may create anything in any schema of it.

BEGIN;

-- Two owners at once, or a migration meanwhile, wait for each other: db/migrate.py's own lock.
DO $$ BEGIN PERFORM pg_advisory_xact_lock(15144519); END $$;

-- Roles belong to the server, not to the database: another database may have made them already,
-- or be making them now. CREATE ROLE knows no IF NOT EXISTS.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY '{overnight_reader,overnight_worker,overnight_scheduler}'::text[] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                RAISE NOTICE 'another database made the role %', name;
            END;
        END IF;
    END LOOP;
END $$;

-- Each can do what the one before it can.
DO $$
DECLARE
    pair record;
BEGIN
    FOR pair IN SELECT * FROM (VALUES
        ('overnight_reader', 'overnight_worker'),
        ('overnight_worker', 'overnight_scheduler')
    ) AS given (role, to_role) LOOP
        IF NOT pg_has_role(pair.to_role, pair.role, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', pair.role, pair.to_role);
            EXCEPTION WHEN unique_violation THEN
                RAISE NOTICE 'another database granted the role %', pair.role;
            END;
        END IF;
    END LOOP;
END $$;

-- Up to version 14 everybody may create tables in `public`.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO overnight_reader', current_database());
    IF has_schema_privilege('overnight_reader', 'public', 'CREATE') THEN
        RAISE WARNING 'everybody may create tables in the schema public'
            USING HINT = 'A superuser must run: REVOKE CREATE ON SCHEMA public FROM PUBLIC';
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO overnight_reader;

REVOKE ALL ON
    alembic_version,
    bat_bids,
    bat_comments,
    bat_extraction_queue,
    bat_history,
    bat_lots,
    business_identities,
    business_joins,
    businesses,
    classic_seller_queue,
    crawl_runs,
    cursors,
    dealer_inventory,
    hosts,
    import_queue,
    listings,
    organization_inventory_sync_queue,
    organization_vehicles,
    queue_hosts,
    queue_tallies,
    vehicle_images,
    vehicles
FROM PUBLIC, overnight_reader, overnight_worker, overnight_scheduler;

GRANT SELECT ON
    alembic_version,
    bat_bids,
    bat_comments,
    bat_extraction_queue,
    bat_history,
    bat_lots,
    business_identities,
    business_joins,
    businesses,
    classic_seller_queue,
    crawl_runs,
    cursors,
    dealer_inventory,
    hosts,
    import_queue,
    listings,
    organization_inventory_sync_queue,
    organization_vehicles,
    queue_hosts,
    queue_tallies,
    vehicle_images,
    vehicles
TO overnight_reader;

GRANT INSERT, UPDATE ON
    bat_bids,
    bat_comments,
    bat_extraction_queue,
    bat_history,
    bat_lots,
    business_identities,
    business_joins,
    businesses,
    classic_seller_queue,
    crawl_runs,
    cursors,
    dealer_inventory,
    hosts,
    import_queue,
    listings,
    organization_inventory_sync_queue,
    organization_vehicles,
    queue_hosts,
    vehicle_images,
    vehicles
TO overnight_worker;

-- Of two rows that turn out to be one business or one car, one goes; a lot's history is replaced.
GRANT DELETE ON
    bat_history,
    businesses,
    dealer_inventory,
    organization_inventory_sync_queue,
    organization_vehicles,
    vehicle_images,
    vehicles
TO overnight_worker;

-- The tallies, which triggers write with the rights of the tables' owner: workers sum them up.
GRANT INSERT, DELETE ON queue_tallies TO overnight_worker;

-- What ended long ago goes (`scrapy prune`).
GRANT DELETE ON
    bat_extraction_queue,
    classic_seller_queue,
    crawl_runs,
    import_queue
TO overnight_scheduler;

REVOKE ALL ON FUNCTION
    tally_changed_rows(),
    tally_new_rows(),
    tally_no_rows(),
    tally_old_rows()
FROM PUBLIC;

-- A claim is one call of its queue's function, which has the caller's own rights.
REVOKE ALL ON FUNCTION
    claim_bat_extraction_queue,
    claim_classic_seller_queue,
    claim_import_queue,
    claim_organization_inventory_sync_queue
FROM PUBLIC, overnight_reader, overnight_worker, overnight_scheduler;
GRANT EXECUTE ON FUNCTION
    claim_bat_extraction_queue,
    claim_classic_seller_queue,
    claim_import_queue,
    claim_organization_inventory_sync_queue
TO overnight_worker;

-- The schedule: in the schema `cron`, or beside it where the extension pg_cron owns that one.
DO $$
DECLARE
    cron text := CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
                      THEN 'overnight_cron' ELSE 'cron' END;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO overnight_reader', cron);
    EXECUTE format('REVOKE ALL ON %1$I.job, %1$I.job_run_details, %1$I.unscheduled_job
        FROM PUBLIC, overnight_reader, overnight_worker, overnight_scheduler', cron);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %I FROM PUBLIC', cron);
    EXECUTE format('GRANT SELECT ON %1$I.job, %1$I.job_run_details TO overnight_reader', cron);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I.job_run_details TO overnight_scheduler',
        cron);
    -- One scheduler at a time decides about a job: it locks the row, for which PostgreSQL wants the
    -- right to update some column of it. This one says nothing here.
    EXECUTE format('GRANT UPDATE (nodeport) ON %I.job TO overnight_scheduler', cron);
END $$;

COMMIT;
