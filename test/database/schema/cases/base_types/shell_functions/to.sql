create type odd;
create function odd_in(cstring) returns odd language internal immutable strict as 'textin';
create function odd_out(odd) returns cstring language internal immutable strict as 'textout';
create type odd (input = odd_in, output = odd_out, like = text);
