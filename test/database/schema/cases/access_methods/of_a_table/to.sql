-- needs: PostgreSQL 15
create access method mine type table handler heap_tableam_handler;
create table t (a integer) using mine;
