create table t (id integer not null, part integer not null);
alter table t add primary key (id, part), add constraint t_id_key unique (id);
create table other (t_id integer);
alter table other add constraint other_t foreign key (t_id) references t (id);
