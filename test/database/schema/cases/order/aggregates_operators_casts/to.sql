-- needs: PostgreSQL 14
create table t (a integer);
create function add_all(state integer, value integer) returns integer language sql immutable as 'select state + value';
create aggregate total(integer) (sfunc = add_all, stype = integer, initcond = '0');
create type money_of as (amount integer, unit text);
create function same_money(a money_of, b money_of) returns boolean language sql immutable as 'select a.amount = b.amount';
create operator === (leftarg = money_of, rightarg = money_of, function = same_money, commutator = ===);
create function amount_of(m money_of) returns integer language sql immutable as 'select m.amount';
create cast (money_of as integer) with function amount_of(money_of) as assignment;
create collation german (provider = icu, locale = 'de-DE');
create statistics t_stats on a, (a + 1) from t;
create procedure noop(inout x integer) language sql as 'select x';
