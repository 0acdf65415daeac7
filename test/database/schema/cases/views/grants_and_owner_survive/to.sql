-- owners: counted
create table t (a integer, b text);
create view v as select b, a from t;
alter view v owner to case_owner;
grant select on v to case_reader with grant option;
grant update (a) on v to case_writer;
comment on column v.a is 'kept';
