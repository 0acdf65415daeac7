create function last_state(state anyarray, value anyelement) returns anyarray language sql immutable as 'select state || value';
create function last_of(state anyarray) returns anyelement language sql immutable as 'select state[1]';
create aggregate first_one(anyelement) (sfunc = last_state, stype = anyarray, finalfunc = last_of, initcond = '{}');
