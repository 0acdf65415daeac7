create function same(a integer, b text) returns boolean language sql immutable as 'select a::text = b';
create function same(a text, b integer) returns boolean language sql immutable as 'select a = b::text';
create operator === (leftarg = integer, rightarg = text, function = same, commutator = ===, restrict = eqsel, join = eqjoinsel);
create operator === (leftarg = text, rightarg = integer, function = same, commutator = ===);
