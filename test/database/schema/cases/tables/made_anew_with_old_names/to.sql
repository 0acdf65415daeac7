-- asked: no
create sequence startup_logs_id_seq;
create table logs (
  id bigint default nextval('startup_logs_id_seq') constraint startup_logs_pkey primary key, source text, level integer
);
alter sequence startup_logs_id_seq owned by logs.id;
create index startup_logs_agent on logs (source);
