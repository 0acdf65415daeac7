create table startup_logs (id bigserial primary key, agent text not null, written timestamptz);
create index startup_logs_agent on startup_logs (agent);
