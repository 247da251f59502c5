CREATE INDEX gig_job_region ON gig_job (region, id);

CREATE INDEX gig_engagement_contested ON gig_engagement (id) WHERE state = 'contested';
