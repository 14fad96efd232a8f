"""The statements that operators keep at hand, exactly as they keep them."""

PULSE = "overnight-extraction-pulse"
DISCOVERY = "overnight-discover-classic-sellers"

JOBS = """
SELECT jobid, jobname, schedule, active, command
FROM cron.job
WHERE jobname IN ('overnight-extraction-pulse', 'overnight-discover-classic-sellers')
ORDER BY jobname;
"""

CLASSIC_SELLERS_BY_STATUS = """
-- Classic seller queue
SELECT status, COUNT(*) as count
FROM classic_seller_queue
GROUP BY status;
"""

INVENTORIES_BY_STATUS = """
-- Inventory sync queue
SELECT status, COUNT(*) as count, MIN(next_run_at) as next_run
FROM organization_inventory_sync_queue
GROUP BY status;
"""

IMPORTS_BY_STATUS = """
-- Import queue
SELECT status, COUNT(*) as count
FROM import_queue
GROUP BY status
ORDER BY status;
"""

BAT_EXTRACTIONS_BY_STATUS = """
-- BaT extraction queue
SELECT status, COUNT(*) as count
FROM bat_extraction_queue
GROUP BY status;
"""

VEHICLES_OF_A_DAY = """
-- Recent vehicles created (last 24h)
SELECT COUNT(*) as vehicles_created_24h
FROM vehicles
WHERE created_at >= NOW() - INTERVAL '24 hours';
"""

JOB_RUNS = """
-- Recent cron job runs
SELECT 
  j.jobname,
  j.schedule,
  j.active,
  d.start_time,
  d.end_time,
  d.status,
  d.return_message
FROM cron.job j
LEFT JOIN cron.job_run_details d ON j.jobid = d.jobid
WHERE j.jobname IN ('overnight-extraction-pulse', 'overnight-discover-classic-sellers')
ORDER BY d.start_time DESC NULLS LAST
LIMIT 20;
"""  # noqa: W291

STUCK_CLASSIC_SELLERS = """
-- Items stuck in "processing" for > 1 hour (likely crashed worker)
SELECT COUNT(*) as stuck_classic_sellers
FROM classic_seller_queue
WHERE status = 'processing'
  AND updated_at < NOW() - INTERVAL '1 hour';
"""

STUCK_IMPORTS = """
SELECT COUNT(*) as stuck_imports
FROM import_queue
WHERE status = 'processing'
  AND locked_at < NOW() - INTERVAL '1 hour';
"""

STUCK_BAT_EXTRACTIONS = """
SELECT COUNT(*) as stuck_bat_extractions
FROM bat_extraction_queue
WHERE status = 'processing'
  AND locked_at < NOW() - INTERVAL '1 hour';
"""

OTHER_WINDOW = """
-- Current: 8 PM - 8 AM (20:00-23:59, 00:00-07:59)
-- Change to: 10 PM - 6 AM (22:00-23:59, 00:00-05:59)
SELECT cron.unschedule('overnight-extraction-pulse');
SELECT cron.schedule(
  'overnight-extraction-pulse',
  '*/5 22-23,0-5 * * *',  -- Changed hours
  $$ ... $$  -- Same command
);
"""

EVERY_TEN_MINUTES = """
-- Run every 10 minutes instead of 5
SELECT cron.unschedule('overnight-extraction-pulse');
SELECT cron.schedule(
  'overnight-extraction-pulse',
  '*/10 20-23,0-7 * * *',  -- Changed frequency
  $$ ... $$
);
"""

PAUSE = """
-- Disable (don't delete)
UPDATE cron.job SET active = false 
WHERE jobname IN ('overnight-extraction-pulse', 'overnight-discover-classic-sellers');
"""  # noqa: W291

RESUME = """
-- Re-enable
UPDATE cron.job SET active = true 
WHERE jobname IN ('overnight-extraction-pulse', 'overnight-discover-classic-sellers');
"""  # noqa: W291

IS_ACTIVE = """
   SELECT jobname, active FROM cron.job WHERE jobname LIKE 'overnight%';
"""

TIME_ZONE = """
   SHOW timezone;
"""

NOW = """
   SELECT NOW();
"""

EVERY_TWO_MINUTES = """
   SELECT cron.unschedule('overnight-extraction-pulse');
   SELECT cron.schedule('overnight-extraction-pulse', '*/2 20-23,0-7 * * *', $$ ... $$);
"""

VEHICLES_OF_A_NIGHT = """
-- Vehicles created overnight
SELECT COUNT(*) as vehicles_created_overnight
FROM vehicles
WHERE created_at >= NOW() - INTERVAL '12 hours';
"""

QUEUE_STATS = """
-- Queue processing stats
SELECT 
  'classic_sellers' as queue,
  COUNT(*) FILTER (WHERE status = 'completed') as completed,
  COUNT(*) FILTER (WHERE status = 'pending') as pending,
  COUNT(*) FILTER (WHERE status = 'failed') as failed
FROM classic_seller_queue
UNION ALL
SELECT 
  'bat_extractions',
  COUNT(*) FILTER (WHERE status = 'complete'),
  COUNT(*) FILTER (WHERE status = 'pending'),
  COUNT(*) FILTER (WHERE status = 'failed')
FROM bat_extraction_queue;
"""  # noqa: W291

BULK_STATUS = """
SELECT 
  status,
  COUNT(*) as count
FROM organization_inventory_sync_queue
GROUP BY status;
"""  # noqa: W291

WAITING_INVENTORIES = """
SELECT 
  b.business_name,
  b.website,
  q.status,
  q.attempts,
  q.next_run_at
FROM organization_inventory_sync_queue q
JOIN businesses b ON b.id = q.organization_id
WHERE q.status IN ('pending', 'processing')
ORDER BY q.next_run_at NULLS FIRST
LIMIT 20;
"""  # noqa: W291
