-- needs: PostgreSQL 14
create type span as range (subtype = float8, multirange_type_name = spans);
create table t (a span, b spans);
