-- needs: PostgreSQL 18
create table t (a integer constraint c check (a > 0) not enforced);
